# ikada_module(NAME [USES modules…] [LIBS targets…] [TEST_LIBS targets…])
# The folder src/NAME as a static library `ikada_NAME`, its *_test.cpp files as the program
# `NAME_test` and, in a release build, its *_bench.cpp files as `NAME_bench`; each *_fuzz.cpp is a
# program of the preset `fuzz`. Folders above `base` share its precompiled header, and all tests
# share another.
function(ikada_module name)
    cmake_parse_arguments(arg "" "" "USES;LIBS;TEST_LIBS" ${ARGN})
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${name}/*.cpp)
    set(tests ${sources})
    set(fuzzers ${sources})
    list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
    set(benches ${sources})
    list(FILTER fuzzers INCLUDE REGEX "_fuzz\\.cpp$")
    list(FILTER benches INCLUDE REGEX "_bench\\.cpp$")
    list(FILTER sources EXCLUDE REGEX "(_test|_bench|_fuzz|/main)\\.cpp$")

    list(TRANSFORM arg_USES PREPEND ikada_)
    if(sources)
        add_library(ikada_${name} STATIC ${sources})
        set(scope PUBLIC)
    else()
        add_library(ikada_${name} INTERFACE)
        set(scope INTERFACE)
    endif()
    target_include_directories(ikada_${name} ${scope}
        ${PROJECT_SOURCE_DIR}/src ${PROJECT_BINARY_DIR}/generated)
    target_link_libraries(ikada_${name} ${scope} ${arg_USES} ${arg_LIBS})
    if(name STREQUAL "base")
        target_precompile_headers(ikada_base PRIVATE ${PROJECT_SOURCE_DIR}/cmake/precompiled.hpp)
        add_library(ikada_test_headers STATIC ${PROJECT_SOURCE_DIR}/cmake/precompiled_test.cpp)
        target_include_directories(ikada_test_headers PRIVATE ${PROJECT_SOURCE_DIR}/cmake)
        target_link_libraries(ikada_test_headers PUBLIC ikada_base GTest::gmock)
        target_precompile_headers(ikada_test_headers PRIVATE
            ${PROJECT_SOURCE_DIR}/cmake/precompiled_test.hpp)
    elseif(sources AND arg_USES)
        target_precompile_headers(ikada_${name} REUSE_FROM ikada_base)
    endif()

    if(IKADA_FUZZ)
        if(sources)
            ikada_unite(ikada_${name})
        endif()
        ikada_fuzzers(${name} ${fuzzers})
    elseif(tests)
        add_executable(${name}_test ${tests})
        target_link_libraries(${name}_test PRIVATE ikada_${name} ${arg_TEST_LIBS}
            GTest::gmock GTest::gtest_main)
        if(arg_USES OR name STREQUAL "base")
            target_precompile_headers(${name}_test REUSE_FROM ikada_test_headers)
        endif()
        include(GoogleTest)
        gtest_discover_tests(${name}_test TEST_PREFIX "${name}." DISCOVERY_MODE PRE_TEST
            DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 300 LABELS unit)
    endif()

    if(benches AND CMAKE_BUILD_TYPE STREQUAL "Release")
        find_package(benchmark REQUIRED)
        add_executable(${name}_bench ${benches})
        target_link_libraries(${name}_bench PRIVATE
            ikada_${name} GTest::gtest benchmark::benchmark_main)
    endif()
endfunction()
