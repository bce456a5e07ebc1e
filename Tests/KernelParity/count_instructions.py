"""Counts the instructions of inner loops for arm64.

Takes a disassembly from `objdump -d --no-show-raw-insn` on standard input and prints, for each loop of the
functions below that multiplies, what an iteration consists of. `ldp` loads two registers; `ld1r`
replicates, which takes a vector unit as well on some processors, as other vector instructions do.
"""
import re
import sys

FUNCTIONS = ["tile_float_6", "tile_float_5", "tile_operand_6", "tile_operand_5", "output_pixels_0",
             "output_pixels_14", "output_backward_data", "output_backward_weights"]
MULTIPLY_ADDS = ("fmla", "bfdot")
LEAST_PRODUCTS = 16
VECTOR = re.compile(r"\b[vq]\d+")


def functions(lines):
    """The functions of a disassembly: (address, mnemonic, operands) of their instructions by name."""
    found, body = {}, None
    for line in lines:
        if match := re.match(r"^[0-9a-f]+ <(\w+)>:", line):
            body = found.setdefault(match[1], [])
        elif body is not None and (match := re.match(r"^\s*([0-9a-f]+):\s+(\S+)\s*(.*)", line)):
            body.append((int(match[1], 16), match[2], match[3]))
    return found


def loops(body):
    """The innermost loops: from the target of a jump back to the jump, with no smaller one inside."""
    spans = []
    for address, mnemonic, operands in body:
        target = re.search(r"\b([0-9a-f]+) <", operands)
        if mnemonic.startswith(("b.", "cb", "tb")) or mnemonic == "b":
            if target and int(target[1], 16) <= address:
                spans.append((int(target[1], 16), address))
    return [[entry for entry in body if low <= entry[0] <= high] for low, high in spans
            if not any(other != (low, high) and low <= other[0] and other[1] <= high
                       for other in spans)]


def described(loop):
    names = [mnemonic for _, mnemonic, _ in loop]
    products = sum(name in MULTIPLY_ADDS for name in names)
    loads = [name for name in names if name.startswith("ld")]
    registers = len(loads) + loads.count("ldp")
    other = sum(bool(VECTOR.search(operands)) for _, name, operands in loop
                if name not in MULTIPLY_ADDS and not name.startswith(("ld", "st")))
    counts = [f"{products} multiply-adds", f"{registers} registers loaded",
              f"{registers / products:.2f} each", f"by {len(loads)} loads",
              f"{loads.count('ld1r')} replicating", f"{names.count('prfm')} prefetches",
              f"{sum(name.startswith('st') for name in names)} stores",
              f"{other} other vector instructions", f"{len(loop)} in all"]
    return products, ", ".join(counts)


def main():
    table = sys.argv[1]
    found = functions(sys.stdin)
    for name in FUNCTIONS:
        lines = [described(loop) for loop in loops(found.get(name, []))]
        for line in dict.fromkeys(line for products, line in lines if products >= LEAST_PRODUCTS):
            print(f"{table}: {name}: {line}")


main()
