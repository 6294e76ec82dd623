# ikada_pause_program(TARGET)
# src/pause/main.cpp as a bare static program, embedded into TARGET: pause_program.cpp includes the
# file that IKADA_PAUSE_PROGRAM names. Neither a C library nor a sanitizer's runtime belongs in it.
function(ikada_pause_program target)
    set(program ${PROJECT_BINARY_DIR}/ikada-pause)
    set(source ${PROJECT_SOURCE_DIR}/src/pause/main.cpp)
    add_custom_command(OUTPUT ${program}
        COMMAND ${CMAKE_CXX_COMPILER} -std=c++20 -Wall -Wextra -Werror -Os -static -nostdlib
            -ffreestanding -fno-stack-protector -fno-asynchronous-unwind-tables
            -Wl,--build-id=none,-s -o ${program} ${source}
        DEPENDS ${source} COMMENT "Pause program" VERBATIM)
    set(embedding ${PROJECT_SOURCE_DIR}/src/agent/pause_program.cpp)
    set_source_files_properties(${embedding} PROPERTIES
        OBJECT_DEPENDS ${program} COMPILE_DEFINITIONS IKADA_PAUSE_PROGRAM="${program}"
        SKIP_PRECOMPILE_HEADERS ON)
    target_sources(${target} PRIVATE ${program})
endfunction()
