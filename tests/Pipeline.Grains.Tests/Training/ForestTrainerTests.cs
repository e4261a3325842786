using Microsoft.Extensions.Options;
using Pipeline.Core.Features;
using Pipeline.Detection.Training;
using Pipeline.Grains.Training;

namespace Pipeline.Grains.Tests.Training;

public sealed class ForestTrainerTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly TrainingTask Task1 = new("premium", 1, Rows());

    [Fact]
    public async Task TryFit_MoreThanMayRunAndWait_IsRefusedUntilThereIsRoom()
    {
        using HeldFitter fitter = new();
        using ForestTrainer trainer = Create(fitter, threads: 1, queueMax: 2);
        Task<ForestModel>[] taken = [Fit(trainer), Fit(trainer), Fit(trainer)];

        Assert.False(trainer.TryFit(Task1, CancellationToken.None, out _));

        fitter.Release(3);
        await Task.WhenAll(taken).WaitAsync(Deadline);
        fitter.Release(1);
        Assert.Equal((await taken[0]).Hash, (await Fit(trainer).WaitAsync(Deadline)).Hash);
    }

    [Fact]
    public async Task TryFit_ManyAtOnce_RunOnSoManyThreadsAtMost()
    {
        using HeldFitter fitter = new();
        using ForestTrainer trainer = Create(fitter, threads: 2, queueMax: 20);
        fitter.Release(12);

        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Fit(trainer))).WaitAsync(Deadline);

        Assert.InRange(fitter.AtOnceMax, 1, 2);
    }

    [Fact]
    public async Task TryFit_FitterFails_FailsAndTheNextIsFitted()
    {
        using HeldFitter fitter = new() { Failure = new InvalidOperationException("no") };
        using ForestTrainer trainer = Create(fitter, threads: 1, queueMax: 1);
        fitter.Release(2);

        await Assert.ThrowsAsync<InvalidOperationException>(() => Fit(trainer).WaitAsync(Deadline));
        fitter.Failure = null;

        Assert.NotEqual(default, (await Fit(trainer).WaitAsync(Deadline)).Hash);
    }

    [Fact]
    public async Task TryFit_CancelledWhileItWaits_GivesItsPlaceFree()
    {
        using HeldFitter fitter = new();
        using ForestTrainer trainer = Create(fitter, threads: 1, queueMax: 1);
        Task<ForestModel> running = Fit(trainer);
        using CancellationTokenSource cancelled = new();
        Assert.True(trainer.TryFit(Task1, cancelled.Token, out Task<ForestModel>? waiting));

        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Deadline));

        Task<ForestModel> next = Fit(trainer);
        fitter.Release(2);
        await Task.WhenAll(running, next).WaitAsync(Deadline);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(65, 1)]
    [InlineData(1, 0)]
    [InlineData(1, 10_001)]
    public void Validate_OutOfRange_IsRefused(int threads, int queueMax) =>
        Assert.True(new ForestTrainerOptionsValidator().Validate(null, new() { TrainingThreads = threads, TrainingQueueMax = queueMax }).Failed);

    private static ForestTrainer Create(IForestFitter fitter, int threads, int queueMax) => new(
        fitter,
        new ForestTrainerInstruments(),
        Options.Create(new ForestTrainerOptions { TrainingThreads = threads, TrainingQueueMax = queueMax }),
        TimeProvider.System);

    private static Task<ForestModel> Fit(ForestTrainer trainer)
    {
        Assert.True(trainer.TryFit(Task1, CancellationToken.None, out Task<ForestModel>? fitted));
        return fitted;
    }

    private static TrainingRows Rows() => new(
        [new Feature(FeatureKind.Cpu)], Enumerable.Range(0, 128).Select(row => (short)(row * 7 % 50)).ToArray(), Seed: 1);

    /// <summary>Fits when it is let, and notes how many fitted at once.</summary>
    private sealed class HeldFitter : IForestFitter, IDisposable
    {
        private readonly SemaphoreSlim _released = new(0);
        private readonly Lock _gate = new();
        private int _atOnce;

        public int AtOnceMax { get; private set; }

        public Exception? Failure { get; set; }

        public void Release(int count) => _released.Release(count);

        public ForestModel Fit(TrainingRows rows, CancellationToken cancellationToken = default)
        {
            lock (_gate)
                AtOnceMax = Math.Max(AtOnceMax, ++_atOnce);
            _released.Wait(cancellationToken);
            try
            {
                return Failure is null ? ForestFitter.Instance.Fit(rows, cancellationToken) : throw Failure;
            }
            finally
            {
                lock (_gate)
                    _atOnce--;
            }
        }

        public void Dispose() => _released.Dispose();
    }
}
