using System.Collections.Immutable;

namespace Pipeline.Core.Catalog;

/// <summary>Decides about names from a catalog's state, a clock and limits that are given. Changes nothing.</summary>
public static class CatalogPlanner
{
    /// <summary>Decides which endpoints have a place.</summary>
    /// <param name="state">The catalog, with a hash key.</param>
    /// <param name="names">The names in question; each counts once.</param>
    /// <param name="nowUnixMs">The time, Unix ms.</param>
    /// <param name="endpointCountMax">Places there are.</param>
    /// <param name="retirable">Admitted endpoints silent for long enough; the first ones go first, and only if a place is needed.</param>
    /// <remarks>
    /// A name once in overflow stays there while it is remembered, whatever has become free meanwhile: a batch that was counted in
    /// <c>__other__</c> would be counted again under its own name when it is repeated. So does every new name while there may be
    /// overflowed ones that were not remembered. A name whose hash is that of a remembered one overflows with it: harmless.
    /// </remarks>
    public static CatalogPlan PlanEndpoints(
        CatalogState state, IEnumerable<string> names, long nowUnixMs, int endpointCountMax, IReadOnlyList<string> retirable)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(retirable);
        EndpointDecisions decisions = new(state, nowUnixMs, endpointCountMax, retirable);
        foreach (string name in names)
            decisions.Add(name);
        return decisions.ToPlan();
    }

    /// <summary>Decides which segments have a grain: first come, first served, for ever.</summary>
    /// <remarks>
    /// The first name that finds no place closes the list. From then on the answer depends on the admitted names alone, so nothing need be
    /// remembered of the others; a limit that is raised later does not open it again, since what was counted in <c>__other__</c> stays there.
    /// </remarks>
    public static CatalogPlan PlanSegments(CatalogState state, IEnumerable<string> names, long nowUnixMs, int segmentCountMax)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(names);
        HashSet<string> admitted = new(StringComparer.Ordinal);
        ImmutableArray<string>.Builder added = ImmutableArray.CreateBuilder<string>();
        bool isClosed = state.SegmentsAreClosed;
        foreach (string name in names)
        {
            if (name == CatalogLimits.Other || admitted.Contains(name))
                continue;
            if (state.IsAdmittedSegment(name))
            {
                admitted.Add(name);
                continue;
            }

            isClosed |= state.Segments.Count + added.Count >= segmentCountMax;
            if (isClosed)
                continue;
            admitted.Add(name);
            added.Add(name);
        }

        CatalogEntry entry = new(nowUnixMs) { Segments = added.DrainToImmutable(), ClosesSegments = isClosed && !state.SegmentsAreClosed };
        return new CatalogPlan(entry, admitted, 0);
    }

    /// <summary>Endpoints whose streams exist although no entry tells of them: those of a data folder that is older than the catalog.</summary>
    /// <returns>Entries that admit them, beyond any limit: what was acknowledged stays where it is.</returns>
    public static IEnumerable<CatalogEntry> PlanAdoption(CatalogState state, IEnumerable<string> endpoints, long nowUnixMs)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(endpoints);
        return endpoints
            .Where(name => name == CatalogLimits.Other ? !state.UsesOther : !state.IsAdmitted(name) && !state.WasRetired(name))
            .Order(StringComparer.Ordinal)
            .Chunk(CatalogLimits.NamesPerEntryMax)
            .Select(chunk => new CatalogEntry(nowUnixMs) { Admitted = [.. chunk] });
    }

    private sealed class EndpointDecisions(CatalogState state, long nowUnixMs, int endpointCountMax, IReadOnlyList<string> retirable)
    {
        private readonly HashSet<string> _admitted = new(StringComparer.Ordinal);
        private readonly HashSet<string> _overflowing = new(StringComparer.Ordinal);
        private readonly List<string> _added = [];
        private readonly List<string> _retired = [];
        private readonly HashSet<ulong> _remembered = [];
        private readonly HashSet<string> _retirable = new(retirable, StringComparer.Ordinal);
        private readonly bool _isGenerationOver = state.IsGenerationOver(nowUnixMs);
        private int _unremembered;
        private int _nextRetirable;

        private int Free => endpointCountMax - state.Endpoints.Count - _added.Count + _retired.Count;

        private int RoomToRemember =>
            CatalogLimits.RememberedPerGenerationMax - (_isGenerationOver ? 0 : state.Overflow.Current.Count) - _remembered.Count;

        public void Add(string name)
        {
            if (_admitted.Contains(name) || !_overflowing.Add(name))
                return;
            if (name == CatalogLimits.Other)
                return;
            if (state.IsAdmitted(name) && !_retired.Contains(name))
            {
                // Asked for just now: it is not silent any more.
                _retirable.Remove(name);
                Admit(name);
                return;
            }

            ulong hash = state.HashOf(name);
            if (state.IsRemembered(hash, nowUnixMs) || _remembered.Contains(hash))
                return;
            if (!state.Overflow.Contains(hash) && !(nowUnixMs < state.PlacesClosedUntilUnixMs) && TryTakePlace())
            {
                _added.Add(name);
                Admit(name);
            }
            else if (RoomToRemember > 0)
            {
                _remembered.Add(hash);
            }
            else
            {
                _unremembered++;
            }
        }

        public CatalogPlan ToPlan()
        {
            // Once an hour is often enough: places stay closed for days longer than anybody may use a decision.
            bool isLogged = _unremembered > 0
                && (state.UnrememberedLastUnixMs is not { } last || nowUnixMs < last || nowUnixMs - last >= CatalogLimits.LeaseMs);
            CatalogEntry entry = new(nowUnixMs)
            {
                Retired = [.. _retired],
                Admitted = [.. _added],
                Remembered = [.. _remembered],
                UnrememberedCount = isLogged ? _unremembered : 0,
                UsesOther = _overflowing.Count > 0 && !state.UsesOther,
            };
            return new CatalogPlan(entry, _admitted, isLogged ? 0 : _unremembered);
        }

        private void Admit(string name)
        {
            _admitted.Add(name);
            _overflowing.Remove(name);
        }

        /// <summary>
        /// A place that a retired endpoint leaves is given out at once: nothing came for longer than any batch can be repeated and counted,
        /// so what comes under its name later, wherever that is counted, was not counted before.
        /// </summary>
        private bool TryTakePlace()
        {
            while (Free <= 0 && _nextRetirable < retirable.Count)
            {
                string name = retirable[_nextRetirable++];
                if (_retirable.Contains(name) && state.IsAdmitted(name))
                    _retired.Add(name);
            }

            return Free > 0;
        }
    }
}
