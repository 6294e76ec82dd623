# The preset `fuzz`: clang, libFuzzer, ASan and UBSan. `./dev fuzz` builds and runs its programs.
# g++'s warnings hold for the code; here only its behaviour counts.
add_custom_target(fuzzers)  # the programs and the libraries that they need, nothing else

function(ikada_fuzz_flags)
    set(sanitizers address,undefined)
    add_compile_options(-w -O0 -fsanitize=fuzzer-no-link,${sanitizers}
        -fno-sanitize-recover=all -fno-omit-frame-pointer
        -fno-sanitize=function)  # clang 14 cannot do it in a file with coroutines
    add_link_options(-fsanitize=${sanitizers} -fuse-ld=lld)
endfunction()

# Several sources of a folder are compiled as one: half the time. Operations stay alone, as each has
# its own names for the same things (Request).
function(ikada_unite target)
    get_target_property(sources ${target} SOURCES)
    set(alone ${sources})
    list(FILTER alone INCLUDE REGEX "/operations/")
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 12)
    set_source_files_properties(${alone} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()

# ikada_fuzzers(MODULE files…): src/MODULE/…/<what>_fuzz.cpp as the program fuzz_MODULE_<what>. Its
# corpus lies in tests/fuzz/MODULE_<what>/.
function(ikada_fuzzers module)
    foreach(source ${ARGN})
        get_filename_component(what ${source} NAME_WE)
        string(REGEX REPLACE "_fuzz$" "" what ${what})
        set(program fuzz_${module}_${what})
        add_executable(${program} EXCLUDE_FROM_ALL ${source})
        target_link_libraries(${program} PRIVATE ikada_${module})
        target_link_options(${program} PRIVATE -fsanitize=fuzzer)
        add_dependencies(fuzzers ${program})
    endforeach()
endfunction()
