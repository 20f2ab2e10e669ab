;; A component that waits for a clock for about a year.
;; sleeper.wasm is this file, by `WAST_STRICT_COMPONENT_INDICES=0 wasm-tools parse`, then `wasm-tools strip -a`.
(component
  (import "wasi:io/poll@0.2.0" (instance $poll
    (export "pollable" (type $p (sub resource)))
    (export "[method]pollable.block" (func (param "self" (borrow $p))))))
  (alias export $poll "pollable" (type $pollable))
  (import "wasi:clocks/monotonic-clock@0.2.0" (instance $clock
    (alias outer 1 $pollable (type $o))
    (export "pollable" (type $p (eq $o)))
    (export "subscribe-duration" (func (param "when" u64) (result (own $p))))))
  (core func $wait (canon lower (func $clock "subscribe-duration")))
  (core func $block (canon lower (func $poll "[method]pollable.block")))
  (core module $main
    (import "h" "wait" (func $wait (param i64) (result i32)))
    (import "h" "block" (func $block (param i32)))
    (func (export "run") (result i32) (call $block (call $wait (i64.const 30000000000000000))) (i32.const 0)))
  (core instance $h (export "wait" (func $wait)) (export "block" (func $block)))
  (core instance $i (instantiate $main (with "h" (instance $h))))
  (func $run (result (result)) (canon lift (core func $i "run")))
  (component $shim (import "f" (func $f (result (result)))) (export "run" (func $f)))
  (instance $r (instantiate $shim (with "f" (func $run))))
  (export "wasi:cli/run@0.2.0" (instance $r)))
