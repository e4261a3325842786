using Pipeline.Core.Catalog;
using Pipeline.EventLog;

namespace Pipeline.Grains.Catalog;

/// <summary>Which endpoints may lose their place: those to which nothing has come for long, and to which nothing is on its way.</summary>
/// <remarks>
/// Three things must be sure, or a batch could be counted in an endpoint whose name is then counted elsewhere. Nothing has come: the stream's
/// head in the log is the one that the endpoint's last report knew. Nothing is on its way: no gateway was told within two hours that the
/// endpoint has a place, and a gateway uses that for one; what was told before an activation is not known, so the first two hours of each
/// retire nobody. And nothing comes while it is decided: a question about an endpoint that is being retired waits for the commit.
/// </remarks>
public sealed partial class CatalogGrain
{
    private static readonly TimeSpan AskedAge = TimeSpan.FromMilliseconds(2 * CatalogLimits.LeaseMs);

    /// <summary>While no place can be had, all reports are looked through this often at most.</summary>
    private static readonly TimeSpan SearchPeriod = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, long> _asked = new(StringComparer.Ordinal);
    private IReadOnlyList<string> _retirable = [];
    private long _activated;
    private long? _searched;

    private void NoteAsked(string name, long timestamp)
    {
        if (_state.IsAdmitted(name))
            _asked[name] = timestamp;
    }

    private bool IsAskedLately(string name) =>
        clock.GetElapsedTime(_activated) < AskedAge || (_asked.TryGetValue(name, out long asked) && clock.GetElapsedTime(asked) < AskedAge);

    private bool IsStillRetirable(string name) => _state.IsAdmitted(name) && !IsAskedLately(name);

    /// <summary>Looks for endpoints to retire if names wait for places and too few are free.</summary>
    private async ValueTask FindRetirableAsync(string[] names)
    {
        int newCount = names.Count(name => !_state.IsAdmitted(name));
        int free = _options.EndpointCountMax - _state.Endpoints.Count;
        bool isSearchedLately = _searched is { } searched && clock.GetElapsedTime(searched) < SearchPeriod;
        if (newCount <= free || isSearchedLately || clock.GetElapsedTime(_activated) < AskedAge)
            return;
        _searched = clock.GetTimestamp();
        List<string> found = [];
        foreach (KnownEndpoint endpoint in SilentEndpoints().Take(newCount - free))
        {
            string name = endpoint.Summary.Name;
            StreamInfo? stream = await log.FindStreamAsync(EndpointStream.NameOf(name));
            if ((stream?.Head.Value ?? 0) == endpoint.Head)
                found.Add(name);
            else
                Ask(name);
        }

        _retirable = found;
    }

    /// <summary>The longest silent first.</summary>
    private IEnumerable<KnownEndpoint> SilentEndpoints()
    {
        long before = NowUnixMs - (long)_options.EndpointIdleAfter.TotalMilliseconds;
        return [.. _reports.Endpoints.Values
            .Where(endpoint => endpoint.LastArrivalUnixMs < before && IsStillRetirable(endpoint.Summary.Name))
            .OrderBy(endpoint => endpoint.LastArrivalUnixMs)];
    }
}
