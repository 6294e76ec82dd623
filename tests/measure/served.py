"""An installation of its own with a service behind its load balancer, for measurements."""
import contextlib
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "e2e"))
import aws  # noqa: E402
import ikada  # noqa: E402
from stack import Balancer, WebService  # noqa: E402


@contextlib.contextmanager
def web_service(count):
    """(installation, service of so many tasks that are all served)"""
    ikada.output(ikada.ROOT / "examples/hobby/image.sh")
    here = ikada.Installation("measure")
    here.start()
    try:
        here.wait_until_served()
        clients = aws.Clients(here)
        aws.instances_connected(clients.ecs, ikada.CLUSTER, ikada.INSTANCES)
        balancer = Balancer(clients)
        web = WebService(clients.ecs, balancer, "measured").begin(count)
        web.wait_serving(count)
        yield here, web
        web.delete()
        balancer.delete()
    finally:
        here.purge()
