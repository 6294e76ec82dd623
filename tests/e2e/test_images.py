"""Where images come from, and what is cleaned up when."""
import subprocess

import pytest

import aws
import ikada
from ikada import CLUSTER, INSTANCES, until
from registry import Registry
from stack import IMAGE, Service, Tasks, container

API_PORT = 16566  # beside the other tests' installation
QUICK = {"ECS_IMAGE_CLEANUP_INTERVAL": "1s", "ECS_IMAGE_MINIMUM_CLEANUP_AGE": "1s",
         "ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION": "1s"}


@pytest.fixture(scope="module")
def here():
    """An installation whose agents clean up at once."""
    made = ikada.Installation("images", API_PORT)
    made.use(QUICK)
    ikada.output(ikada.ROOT / "examples/hobby/image.sh")
    try:
        made.start()
        made.wait_until_served()
        yield made
    finally:
        made.purge()


@pytest.fixture(scope="module")
def its_ecs(here):
    ecs = aws.Clients(here).ecs
    aws.instances_connected(ecs, CLUSTER, INSTANCES)
    return ecs


@pytest.fixture
def registry():
    made = Registry()
    yield made
    made.close()
    subprocess.run([ikada.DOCKER, "image", "rm", made.image], capture_output=True, check=False)


@pytest.fixture
def one(its_ecs, registry):
    """A service of one task of what the registry offers first, and that image's id."""
    first = registry.push(IMAGE, "first")
    made = Service(its_ecs, "images")
    made.create(Tasks(its_ecs).define("images", image=registry.image), 1)
    made.wait_stable()
    yield made, first
    made.delete()


def image_of(service):
    container, = service.containers()
    return ikada.inspect(container)["Image"]


def is_here(image):
    return subprocess.run([ikada.DOCKER, "image", "inspect", image], capture_output=True,
                          check=False).returncode == 0


def deploy_again(service):
    before = service.task_arns()
    service.update(forceNewDeployment=True)
    service.wait_stable()
    assert service.task_arns() != before


def test_a_new_push_to_the_same_tag_comes_with_a_new_deployment(one, registry):
    service, first = one
    assert image_of(service) == first
    second = registry.push(IMAGE, "second")
    deploy_again(service)
    assert image_of(service) == second != first
    until("what has lost its name is cleaned up", lambda: not is_here(first))
    assert is_here(second)


def test_without_its_registry_the_image_that_is_here_is_used(one, registry):
    service, first = one
    registry.close()
    deploy_again(service)
    assert image_of(service) == first


def test_only_what_the_agent_brought_is_cleaned_up(its_ecs, registry):
    tasks = Tasks(its_ecs)
    other = Registry()
    theirs, ours = other.push(IMAGE, "theirs"), registry.push(IMAGE, "ours")
    ikada.output(ikada.DOCKER, "pull", other.image)
    for image in other.image, registry.image, IMAGE:
        task, = tasks.start(tasks.define("brought", image=image, command=["sleep", "300"]))
        tasks.running(task)
        tasks.stop(task)
    until("the agent's own image is gone", lambda: not is_here(ours))
    assert is_here(theirs) and is_here(other.image) and is_here(IMAGE)
    other.close()
    ikada.output(ikada.DOCKER, "image", "rm", other.image)


def test_the_control_group_of_a_task_with_limits_goes_with_it(its_ecs):
    tasks = Tasks(its_ecs)
    made = its_ecs.register_task_definition(
        family="limits", networkMode="bridge", memory="64", cpu="128",
        containerDefinitions=[container(command=["sleep", "300"])])
    task, = tasks.start(made["taskDefinition"]["taskDefinitionArn"])
    tasks.running(task)
    shown = ikada.inspect(ikada.containers_of_task(task)[0])
    group = ikada.memory_group(shown["HostConfig"]["CgroupParent"])
    assert group.is_dir()
    tasks.stop(task)
    until("the group is gone", lambda: not group.exists())
    assert group.parent.is_dir()
