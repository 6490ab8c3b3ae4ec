import asyncio, time, cProfile, pstats
from fulfillment.consoles.issuer import DeliveryPath as P
from tests.simulation.faults import Faults
from tests.simulation.process import Setting
from tests.simulation.timing import VirtualLoop
from tests.simulation.world import World, CAUGHT

async def story(loop, file, template):
    faults=Faults()
    w = World(loop, file, template, Setting((P.KEY,P.CODE)), faults)
    o = await w.place("alice")
    n = await w.qr_of(o)
    await asyncio.sleep(7)
    w.outside.gateway.pay(n)
    await w.rest()
    await w.close() if False else None
    r=(w.outside.chat, w.ledger.rows("customer_order"), w.now, faults.trace, w.wrongs, CAUGHT.errors)
    await w.close()
    return r

def test_it(file, template):
    for i in range(20):
        t=time.perf_counter()
        with asyncio.Runner(loop_factory=VirtualLoop) as runner:
            r=runner.run(story(runner.get_loop(), file, template))
        dt=time.perf_counter()-t
        if i in(0,1,2,19):print(dt)
    for x in r: print(x)
    pr=cProfile.Profile(); pr.enable()
    for i in range(10):
        with asyncio.Runner(loop_factory=VirtualLoop) as runner:
            r=runner.run(story(runner.get_loop(), file, template))
    pr.disable(); pstats.Stats(pr).sort_stats("tottime").print_stats(25)
