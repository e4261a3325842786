using Microsoft.Extensions.DependencyInjection;
using Pipeline.Actors.Hosting;
using Pipeline.Testing;

namespace Pipeline.Actors.Tests.Embedded;

/// <summary>An actor host on one thread, with a clock that tests move and an order of turns that a seed decides.</summary>
internal sealed class SeededCluster
{
    public SeededCluster(int seed, Action<ActorHostOptions>? configure = null)
    {
        Scheduler = new SeededTaskScheduler(seed);
        ActorHostOptions options = new() { TaskScheduler = Scheduler, TimeProvider = Clock, DefaultStatelessWorkers = 2 };
        options.AddGrains(typeof(SeededCluster).Assembly);
        configure?.Invoke(options);
        Host = new ActorHost(options, new ServiceCollection().AddSingleton(Journal).BuildServiceProvider());
    }

    public SeededTaskScheduler Scheduler { get; }

    public ManualTimeProvider Clock { get; } = new();

    public WandererJournal Journal { get; } = new();

    public ActorHost Host { get; }

    /// <summary>Lets time pass, running what each second sets off.</summary>
    public void Pass(int seconds)
    {
        for (int second = 0; second < seconds; second++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            Scheduler.RunUntilIdle();
        }
    }

    /// <summary>Runs a client to its end, letting time pass by a second whenever nothing else can happen.</summary>
    public void Run(Func<Task> client)
    {
        Task task = Scheduler.Start(client);
        for (int second = 0; !task.IsCompleted; second++)
        {
            Scheduler.RunUntilIdle();
            Assert.True(second < 10_000, "The client has not ended after 10,000 s.");
            if (!task.IsCompleted)
                Pass(seconds: 1);
        }

        task.GetAwaiter().GetResult();
    }
}
