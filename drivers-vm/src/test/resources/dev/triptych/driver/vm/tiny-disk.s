# A system of two sectors. Counts its boots on its disk, writes the header of a qcow2 image over the first bytes of the disk,
# tells both and the size of the disk on the first serial port, and powers off, stays, or answers each line typed there.
# Second sector: the count as a digit, then p (power off), s (stay) or c (answer on the console), then what answers.
.code16
.globl _start
_start:
  .fill 8, 1, 0x90            # what is written over: as instructions, "QFI\xfb\0\0\0\3" does no harm either
  cli
  xorw %ax, %ax
  movw %ax, %ds
  movw %ax, %es
  movw %ax, %ss
  movw $0x7c00, %sp
  sti
  movw $packet, %si           # both sectors to 0x8000
  movb $0x42, %ah
  int $0x13
  incb 0x8200
  movl $0xfb494651, 0x8000
  movl $0x03000000, 0x8004
  movw $packet, %si
  movw $0x4300, %ax
  int $0x13
  movw $boot, %si
  call print
  movb 0x8200, %al
  call put
  movw $size, %si
  call print
  movw $0x8400, %si           # the disk's parameters; the number of sectors is at 16
  movw $0x1e, (%si)
  movb $0x48, %ah
  int $0x13
  movw $4, %cx
  movw $0x8413, %si
1:movb (%si), %al
  call hex
  decw %si
  loop 1b
  movb $10, %al
  call put
  cmpb $'c', 0x8201
  jne 5f
  ljmp $0, $console + 0x400   # from here on in the copy of both sectors at 0x8000
5:cmpb $'p', 0x8201
  jne 2f
  movw $0x604, %dx            # q35's ACPI power control
  movw $0x2000, %ax
  outw %ax, %dx
2:hlt
  jmp 2b

hex:
  pushw %ax
  shrb $4, %al
  call digit
  popw %ax
  andb $15, %al
digit:
  addb $'0', %al
  cmpb $'9', %al
  jbe put
  addb $39, %al
put:
  pushw %dx
  pushw %ax
  movw $0x3fd, %dx
3:inb %dx, %al
  testb $0x20, %al
  jz 3b
  popw %ax
  movw $0x3f8, %dx
  outb %al, %dx
  popw %dx
  ret
print:
  lodsb
  testb %al, %al
  jz 4f
  call put
  jmp print
4:ret

boot: .asciz "boot "
size: .asciz ", sectors 0x"
packet:
  .byte 16, 0
  .word 2
  .word 0x8000, 0
  .quad 0
.org 510
  .word 0xaa55
  .byte '0', 's'
.org 528
console:
  cld
  movw $ready + 0x400, %si
  call print
6:movw $0x8600, %di
7:movw $0x3fd, %dx
  inb %dx, %al
  testb $1, %al
  jz 7b
  movw $0x3f8, %dx
  inb %dx, %al
  cmpb $10, %al
  je 8f
  stosb
  jmp 7b
8:movb $0, (%di)
  movw $got + 0x400, %si
  call print
  movw $0x8600, %si
  call print
  movb $10, %al
  call put
  jmp 6b
ready: .asciz "console ready\n"
got: .asciz "got "
