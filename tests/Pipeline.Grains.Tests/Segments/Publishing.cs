using Pipeline.Core.Endpoints;
using Pipeline.Grains.Abstractions;

namespace Pipeline.Grains.Tests.Segments;

/// <summary>An endpoint's publications to the segment <c>premium</c>, made without a grain: each of a window of ten seconds with one event.</summary>
internal sealed class Publishing(string endpoint, DateTimeOffset start)
{
    public const string Segment = "premium";

    private readonly EndpointState _state = new();
    private int _windowCount;

    public long LastNumber => _state.Publications.LastNumber(0);

    /// <summary>Makes some more publications.</summary>
    public Publishing Add(int count)
    {
        for (long last = LastNumber + count; LastNumber < last;)
            Append(start + TimeSpan.FromSeconds(20 * _windowCount++));
        return this;
    }

    /// <summary>Makes one more, of an event that comes late for a window published before.</summary>
    public Publishing AddLate(int window)
    {
        Append(start + TimeSpan.FromSeconds(20 * window));
        return this;
    }

    /// <summary>Some of them as they are sent.</summary>
    public PublishRequest Request(long first, long last, long oldest = 1, bool isUrgent = false) => new(
        endpoint,
        Segment,
        oldest,
        LastNumber,
        first,
        [.. _state.Publications.Take(0, first, long.MaxValue).Take((int)(last + 1 - first))],
        isUrgent);

    private void Append(DateTimeOffset time) => _state.Apply(
        new EntryHeader(EntryKind.Section, (start + TimeSpan.FromSeconds(20 * _windowCount)).ToUnixTimeMilliseconds()),
        Sections.Of(endpoint, time));
}
