# ikada_shapes(FOLDER SERVICE botocore-name [IN folder])
# The types of the operations in src/FOLDER/operations.list (or that of IN) as the library
# `ikada_FOLDER_shapes`, from <FOLDER/shapes.hpp> in the build folder.
function(ikada_shapes folder)
    cmake_parse_arguments(arg "" "SERVICE;IN" "" ${ARGN})
    set(generator ${PROJECT_SOURCE_DIR}/tools/generate_shapes.py)
    set(source_folder ${PROJECT_SOURCE_DIR}/src/${folder})
    if(arg_IN)
        set(source_folder ${PROJECT_SOURCE_DIR}/${arg_IN}/${folder})
    endif()
    set(out ${PROJECT_BINARY_DIR}/generated/${folder})
    set(command /usr/bin/python3 ${generator} --service ${arg_SERVICE} --folder ${source_folder}
        --out ${out})

    execute_process(COMMAND ${command} --print-model OUTPUT_VARIABLE model
        COMMAND_ERROR_IS_FATAL ANY)
    file(GLOB overlay CONFIGURE_DEPENDS ${source_folder}/overlay.json)
    add_custom_command(OUTPUT ${out}/shapes.hpp ${out}/shapes.cpp
        COMMAND ${command}
        DEPENDS ${generator} ${source_folder}/operations.list ${overlay} ${model}
        COMMENT "Shapes of ${arg_SERVICE}" VERBATIM)

    add_library(ikada_${folder}_shapes STATIC ${out}/shapes.cpp ${out}/shapes.hpp)
    target_include_directories(ikada_${folder}_shapes PUBLIC ${PROJECT_BINARY_DIR}/generated)
    target_link_libraries(ikada_${folder}_shapes PUBLIC ikada_schema)
    target_precompile_headers(ikada_${folder}_shapes REUSE_FROM ikada_base)
endfunction()
