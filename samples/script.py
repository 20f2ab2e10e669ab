"""Runs the same in CPython for WASI, in a container and anywhere else; says where it is, counts primes, lists a directory."""
import os
import sys

def primes_below(limit):
    sieve = bytearray([1]) * limit
    sieve[0:2] = b"\0\0"
    for number in range(2, int(limit**0.5) + 1):
        if sieve[number]:
            sieve[number * number :: number] = bytes(len(range(number * number, limit, number)))
    return sum(sieve)

limit = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
print(f"{os.environ.get('GREETING', 'Hello')} from Python {sys.version_info.major}.{sys.version_info.minor}")
print(f"{primes_below(limit)} primes below {limit}")
print("beside me: " + ", ".join(sorted(os.listdir(os.path.dirname(os.path.abspath(__file__))))))
