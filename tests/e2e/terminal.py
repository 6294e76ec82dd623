"""A terminal, as far as ikada's live views need one."""
import re

PART = re.compile(r"\r|\n|\x1b\[(\d*)([A-Z])|[^\r\n\x1b]+")


def screens(written):
    """What stood on it, line by line, each time before something was erased, and in the end."""
    seen, lines, row = [], [""], 0
    for part in PART.finditer(written):
        number, command = part.groups()
        if command == "A":
            row -= int(number)
        elif command == "J":
            seen.append(list(lines))
            del lines[row + 1:]
            lines[row] = ""
        elif part[0] == "\n":
            row += 1
            lines += [""] * (row == len(lines))
        elif part[0] != "\r":
            lines[row] += part[0]
    return [*seen, lines]
