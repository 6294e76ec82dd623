#include "agent/pause_program.hpp"

asm(R"(
    .section .rodata
    .global ikada_pause_begin
    .global ikada_pause_end
ikada_pause_begin:
    .incbin ")" IKADA_PAUSE_PROGRAM R"("
ikada_pause_end:
    .byte 0
    .previous
)");

extern "C" const char ikada_pause_begin[], ikada_pause_end[];

namespace ikada::agent {

std::string_view pause_program() {
    return {ikada_pause_begin, static_cast<std::size_t>(ikada_pause_end - ikada_pause_begin)};
}

}  // namespace ikada::agent
