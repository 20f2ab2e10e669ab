;; A program as a component (WASI preview 2). The first letter of its last argument says what it does.
;; program.wasm is this file, by `WAST_STRICT_COMPONENT_INDICES=0 wasm-tools parse`, then `wasm-tools strip -a`.
(component
  (import "wasi:io/error@0.2.0" (instance $error (export "error" (type (sub resource)))))
  (alias export $error "error" (type $err))
  (import "wasi:io/streams@0.2.0" (instance $streams
    (alias outer 1 $err (type $e))
    (export "error" (type (eq $e)))
    (export "output-stream" (type $os (sub resource)))
    (type $stream-error (variant (case "last-operation-failed" (own 1)) (case "closed")))
    (export "stream-error" (type $se (eq $stream-error)))
    (export "[method]output-stream.blocking-write-and-flush" (func (param "self" (borrow $os)) (param "contents" (list u8)) (result (result (error $se)))))
  ))
  (alias export $streams "output-stream" (type $ostream))
  (import "wasi:cli/stdout@0.2.0" (instance $stdout
    (alias outer 1 $ostream (type $o))
    (export "output-stream" (type $oo (eq $o)))
    (export "get-stdout" (func (result (own $oo))))))
  (import "wasi:cli/exit@0.2.0" (instance $exit (export "exit" (func (param "status" (result))))))
  (import "wasi:cli/environment@0.2.0" (instance $env
     (export "get-environment" (func (result (list (tuple string string)))))
     (export "get-arguments" (func (result (list string))))))
  (core module $mem
    (memory (export "memory") 1)
    (global $next (mut i32) (i32.const 4096))
    (func (export "realloc") (param i32 i32 i32 i32) (result i32)
      (local $r i32)
      (local.set $r (i32.and (i32.add (global.get $next) (i32.const 7)) (i32.const -8)))
      (global.set $next (i32.add (local.get $r) (local.get 3)))
      (local.get $r)))
  (core instance $m (instantiate $mem))
  (core func $write (canon lower (func $streams "[method]output-stream.blocking-write-and-flush") (memory $m "memory") (realloc (func $m "realloc"))))
  (core func $get-stdout (canon lower (func $stdout "get-stdout")))
  (core func $exit (canon lower (func $exit "exit")))
  (core func $get-args (canon lower (func $env "get-arguments") (memory $m "memory") (realloc (func $m "realloc"))))
  (core module $main
    (import "m" "memory" (memory 1))
    (import "h" "write" (func $write (param i32 i32 i32 i32)))
    (import "h" "get-stdout" (func $get-stdout (result i32)))
    (import "h" "exit" (func $exit (param i32)))
    (import "h" "get-args" (func $get-args (param i32)))
    (data (i32.const 64) "hello from a component\n")
    (func $print (call $write (call $get-stdout) (i32.const 64) (i32.const 23) (i32.const 16)))
    (func $down (call $down))
    (func $flood (local $out i32) (local.set $out (call $get-stdout))
      (loop $l (call $write (local.get $out) (i32.const 64) (i32.const 4000) (i32.const 16)) (br $l)))
    ;; the first letter of the last argument says what to do
    (func (export "run") (result i32)
      (local $mode i32) (local $last i32)
      (call $get-args (i32.const 32))
      (local.set $last (i32.add (i32.load (i32.const 32)) (i32.mul (i32.const 8) (i32.sub (i32.load (i32.const 36)) (i32.const 1)))))
      (local.set $mode (i32.load8_u (i32.load (local.get $last))))
      (if (i32.eq (local.get $mode) (i32.const 0x70)) (then (call $print)))                     ;; print
      (if (i32.eq (local.get $mode) (i32.const 0x66)) (then (return (i32.const 1))))            ;; fail
      (if (i32.eq (local.get $mode) (i32.const 0x65)) (then (call $exit (i32.const 1))))        ;; exit
      (if (i32.eq (local.get $mode) (i32.const 0x75)) (then unreachable))                       ;; unreachable
      (if (i32.eq (local.get $mode) (i32.const 0x72)) (then (call $down)))                      ;; recurse
      (if (i32.eq (local.get $mode) (i32.const 0x6c)) (then (loop $l (br $l))))                 ;; loop
      (if (i32.eq (local.get $mode) (i32.const 0x6f)) (then (call $flood)))                     ;; output
      (if (i32.eq (local.get $mode) (i32.const 0x67)) (then (return (i32.eq (memory.grow (i32.const 100)) (i32.const -1))))) ;; grow
      (i32.const 0)))
  (core instance $h
    (export "write" (func $write)) (export "get-stdout" (func $get-stdout)) (export "exit" (func $exit)) (export "get-args" (func $get-args)))
  (core instance $i (instantiate $main (with "m" (instance $m)) (with "h" (instance $h))))
  (func $run (result (result)) (canon lift (core func $i "run")))
  (component $shim
    (import "f" (func $f (result (result))))
    (export "run" (func $f)))
  (instance $r (instantiate $shim (with "f" (func $run))))
  (export "wasi:cli/run@0.2.0" (instance $r))
)
