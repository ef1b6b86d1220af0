"""An image whose containers have to keep a contract: the one set of checks, whatever framework answers."""

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property

from checker.api.attempt import Attempt
from checker.api.contract.arrival import Late, expect_ready
from checker.api.contract.asking import expect_batches, expect_birds, expect_card, expect_refused, expect_version
from checker.api.contract.bodies import Body, Raw, bad_bodies, good_birds, plain_bodies
from checker.api.contract.drawing import draw
from checker.api.contract.terms import Terms, retrained
from checker.api.image import Image
from checker.api.service import Service

#: Good birds that are asked for, and bad bodies that are sent.
BIRDS = 20
BODIES = 100

#: Birds of the batches: the largest one holds each bird several times.
SIZES = (1, 12, 100)


@dataclass(frozen=True)
class Endpoint:
    """An image, its contract, and two containers: one as it is, and one whose model comes late and is another one."""

    image: Image
    host: str
    seed: int
    terms: Terms
    bodies: Future[list[Body]]
    late_environment: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def build(
        cls, attempt: Attempt, host: str, terms: Terms, late_environment: Mapping[str, str] | None = None
    ) -> "Endpoint":
        """Build the image; the bad bodies are drawn beside. Raises Failure where the build fails."""
        pool = ThreadPoolExecutor(1)
        bodies = pool.submit(bad_bodies, terms, attempt.seed, BODIES)
        pool.shutdown(wait=False)
        return cls(Image.build(attempt), host, attempt.seed, terms, bodies, late_environment or {})

    @cached_property
    def other(self) -> Terms:
        """The contract with a model that nobody has seen."""
        return Terms(retrained(self.terms.file, self.seed), self.terms.prefix, self.terms.most)

    @cached_property
    def flock(self) -> list[Raw]:
        """Birds that the model answers for."""
        return draw(good_birds(self.terms), self.seed, BIRDS)

    @cached_property
    def service(self) -> Service:
        """The container as it is."""
        return self.image.serve(self.host)

    @cached_property
    def late(self) -> Late:
        """The container whose model is on its way."""
        return Late.start(self.image, self.host, self.other, self.service, self.late_environment)

    @cached_property
    def arrived(self) -> Service:
        """The same container after its model has arrived; another one, where it did not live so long."""
        service = self.late.arrive(self.image)
        expect_ready(service)
        return service

    def expect_answering(self) -> None:
        """Raise a Failure unless the container as it is answers at all."""
        self.service.expect_answering()

    def expect_waiting(self) -> None:
        """Raise a Failure unless the process lives while its model is on its way, and says that it is not ready."""
        self.late.expect_waiting(self.flock[0])

    def expect_ready(self) -> None:
        """Raise a Failure unless it becomes ready: when its model arrives, and with the one that it has."""
        self.arrived.expect_running()
        expect_ready(self.service)

    def expect_predictions(self) -> None:
        """Raise a Failure unless each container answers as its own model does."""
        expect_birds(self.service, self.terms, self.flock)
        expect_birds(self.arrived, self.other, draw(good_birds(self.other), self.seed, BIRDS // 2))

    def expect_descriptions(self) -> None:
        """Raise a Failure unless each container tells of its own model."""
        for service, terms in ((self.service, self.terms), (self.arrived, self.other)):
            expect_version(service, terms)
            expect_card(service, terms)

    def expect_batches(self) -> None:
        """Raise a Failure unless batches are answered as their birds are one by one."""
        birds = draw(good_birds(self.terms), self.seed + 1, BIRDS) * max(SIZES)
        expect_batches(self.service, self.terms, [birds[:size] for size in SIZES])

    def expect_refusals(self) -> None:
        """Raise a Failure unless bad birds are refused by name; what is out of range differs from model to model."""
        for service, terms in ((self.service, self.terms), (self.arrived, self.other)):
            expect_refused(service, terms, plain_bodies(terms, self.seed, batch=False))

    def expect_batch_refusals(self) -> None:
        """Raise a Failure unless bad batches are refused by number and name."""
        expect_refused(self.service, self.terms, plain_bodies(self.terms, self.seed, batch=True))

    def expect_no_break(self) -> None:
        """Raise a Failure unless a hundred bad bodies are refused, and the service still answers after them."""
        try:
            expect_refused(self.service, self.terms, self.bodies.result())
            expect_birds(self.service, self.terms, self.flock[:1])
        finally:
            # A server that has broken closes its connection; whoever asks next must not meet that.
            self.service.hang_up()
