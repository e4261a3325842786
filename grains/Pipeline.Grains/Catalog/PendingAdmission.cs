using System.Collections.Immutable;
using Pipeline.Grains.Abstractions.Catalog;

namespace Pipeline.Grains.Catalog;

/// <summary>A call that waits for its names to be decided.</summary>
internal sealed class PendingAdmission(ImmutableArray<string> names, bool areSegments)
{
    private readonly TaskCompletionSource<AdmissionAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ImmutableArray<string> Names { get; } = names;

    public bool AreSegments { get; } = areSegments;

    public Task<AdmissionAnswer> Answer => _answer.Task;

    public void Complete(AdmissionAnswer answer) => _answer.TrySetResult(answer);
}
