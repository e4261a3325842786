using Pipeline.Cli.Transport;
using Pipeline.Protocol.Wire;

namespace Pipeline.Cli.Bench.Wide;

/// <summary>Sends the events of many endpoints over a few connections: first a history, as fast as it is taken, then a paced present.</summary>
/// <remarks>
/// Each connection has endpoints of its own, so an endpoint's events come in the order of their time: an endpoint refuses what lies too far
/// behind its latest event.
/// </remarks>
internal sealed class WideLoad
{
    private const int HistorySectionMs = 60_000;

    private readonly WideEvents _events;
    private readonly TimeProvider _clock;
    private readonly Group[] _groups;

    /// <param name="events">Makes them.</param>
    /// <param name="connections">At most so many; fewer where there are fewer endpoints.</param>
    /// <param name="transmitter">Delivers batches.</param>
    /// <param name="clock">Paces.</param>
    public WideLoad(WideEvents events, int connections, BatchTransmitter transmitter, TimeProvider clock)
    {
        _events = events;
        _clock = clock;
        _groups = new Group[Math.Min(connections, events.Shape.Endpoints)];
        for (int index = 0; index < _groups.Length; index++)
        {
            int from = (int)((long)events.Shape.Endpoints * index / _groups.Length);
            int to = (int)((long)events.Shape.Endpoints * (index + 1) / _groups.Length);
            _groups[index] = new Group(from, to - from, new TemplateSource(transmitter, clock));
        }
    }

    /// <summary>Events that the silo answered for as durable.</summary>
    public long Acknowledged => _groups.Sum(static group => group.Source.Acknowledged);

    /// <summary>Events that the silo refused.</summary>
    public long Rejected => _groups.Sum(static group => group.Source.Rejected);

    /// <summary>Of each endpoint and segment one event at each step, up to now.</summary>
    /// <param name="length">Rounded up to whole minutes.</param>
    /// <param name="step">A divisor of a minute.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DeliveryException">A batch could not be delivered.</exception>
    public async Task SendHistoryAsync(TimeSpan length, TimeSpan step, CancellationToken cancellationToken)
    {
        long endUnixMs = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        int sections = (int)Math.Ceiling(length.TotalMilliseconds / HistorySectionMs);
        int stepMs = (int)step.TotalMilliseconds;
        SectionTemplate[][] templates = [.. _groups.Select(group => Encode(group, HistorySectionMs / stepMs, stepMs))];
        await Task.WhenAll(_groups.Select((group, index) => Task.Run(() => SendAsync(group, templates[index]), cancellationToken)));

        async Task SendAsync(Group group, SectionTemplate[] sectionTemplates)
        {
            for (int section = sections - 1; section >= 0; section--)
                await group.Source.SendAsync(sectionTemplates, endUnixMs - ((long)section * HistorySectionMs), cancellationToken);
        }
    }

    /// <summary>Sends at a rate until told to stop, the endpoints' sections spread over the interval; a silo that is slower sets the pace.</summary>
    /// <exception cref="DeliveryException">A batch could not be delivered.</exception>
    public async Task SendPresentAsync(int eventsPerSecond, CancellationToken stop, CancellationToken cancellationToken)
    {
        int steps = Math.Max(1, eventsPerSecond / (_events.Shape.Endpoints * _events.Shape.Segments));
        double eventsPerRound = (double)steps * _events.Shape.Endpoints * _events.Shape.Segments;
        TimeSpan interval = TimeSpan.FromSeconds(eventsPerRound / eventsPerSecond);
        SectionTemplate[][] templates = [.. _groups.Select(group => Encode(group, steps, (int)Math.Max(1, interval.TotalMilliseconds / steps)))];
        long started = _clock.GetTimestamp();
        await Task.WhenAll(_groups.Select((group, index) => Task.Run(() => SendAsync(group, index), cancellationToken)));

        async Task SendAsync(Group group, int index)
        {
            for (int round = 0; !stop.IsCancellationRequested; round++)
            {
                TimeSpan wait = (interval * (round + ((double)index / _groups.Length))) - _clock.GetElapsedTime(started);
                if (wait > TimeSpan.Zero && !await PauseAsync(wait, stop, cancellationToken))
                    return;
                await group.Source.SendAsync(templates[index], _clock.GetUtcNow().ToUnixTimeMilliseconds(), cancellationToken);
            }
        }
    }

    private async Task<bool> PauseAsync(TimeSpan wait, CancellationToken stop, CancellationToken cancellationToken)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(stop, cancellationToken);
        try
        {
            await Task.Delay(wait, _clock, either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private SectionTemplate[] Encode(Group group, int steps, int stepMs)
    {
        SectionWriter writer = new(WideEvents.EndpointName(0));
        SectionTemplate[] templates = new SectionTemplate[group.Count];
        for (int index = 0; index < templates.Length; index++)
            templates[index] = _events.Encode(writer, group.First + index, steps, stepMs);
        return templates;
    }

    /// <param name="First">Index of its first endpoint.</param>
    /// <param name="Count">How many.</param>
    /// <param name="Source">Sends their events.</param>
    private sealed record Group(int First, int Count, TemplateSource Source);
}
