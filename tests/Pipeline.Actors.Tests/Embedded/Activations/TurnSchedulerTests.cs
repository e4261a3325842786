using Pipeline.Actors.Activations;
using Pipeline.Testing;

namespace Pipeline.Actors.Tests.Embedded.Activations;

public sealed class TurnSchedulerTests
{
    [Fact]
    public void Tasks_RunInTheOrderQueuedWhateverTheSchedulerBelow()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            SeededTaskScheduler below = new(seed);
            TurnScheduler[] schedulers = [new(below, null), new(below, null)];
            List<(int Scheduler, int Number)> ran = [];
            for (int number = 0; number < 20; number++)
            {
                (int Scheduler, int Number) task = (number % 2, number);
                Task.Factory.StartNew(() => ran.Add(task), CancellationToken.None, TaskCreationOptions.None, schedulers[task.Scheduler]);
            }

            below.RunUntilIdle();

            Assert.Equal(20, ran.Count);
            foreach (IGrouping<int, (int Scheduler, int Number)> own in ran.GroupBy(task => task.Scheduler))
                Assert.Equal(own.OrderBy(task => task.Number), own);
        }
    }

    [Fact]
    public void Turns_OverAnotherScheduler_AreOneTaskBelowEach()
    {
        SeededTaskScheduler below = new(1);
        TurnScheduler scheduler = new(below, null);
        for (int number = 0; number < 5; number++)
            Task.Factory.StartNew(static () => { }, CancellationToken.None, TaskCreationOptions.None, scheduler);

        below.RunUntilIdle();

        Assert.Equal(5, below.StepCount);
    }

    [Fact]
    public void Drop_ForgetsWhatIsQueued()
    {
        SeededTaskScheduler below = new(1);
        TurnScheduler scheduler = new(below, null);
        bool ran = false;
        Task.Factory.StartNew(() => ran = true, CancellationToken.None, TaskCreationOptions.None, scheduler);

        scheduler.Drop();
        below.RunUntilIdle();

        Assert.False(ran);
    }
}
