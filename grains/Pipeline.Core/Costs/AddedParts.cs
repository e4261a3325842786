namespace Pipeline.Core.Costs;

/// <summary>How much more per second of wall time something takes than before, and what the difference came by.</summary>
/// <remarks>
/// <para>
/// With n events per second, k calls per event and t time per call, a second holds n k t. From before (0) to now (1) one factor after the
/// other takes its new value, the widest first:
/// </para>
/// <code>
/// volume    (n1 - n0) k0 t0
/// per event  n1 (k1 - k0) t0
/// per call   n1  k1 (t1 - t0)
/// </code>
/// <para>
/// The sum telescopes to n1 k1 t1 - n0 k0 t0. Where factors rise together, what they do together goes to the later one: ten times the traffic
/// explains exactly what it would have cost had nothing else changed, and no more. Shapley values would divide that evenly, but then
/// "by traffic" could no longer be checked by multiplying two figures of the report.
/// </para>
/// <para>
/// Where a side has no events, nobody knows what an event would have taken there: all is volume. Where a side has no calls, what a call
/// would have taken is not known: the rest is per event.
/// </para>
/// </remarks>
/// <param name="Volume">By more events per second, each as before.</param>
/// <param name="PerEvent">By more calls per event, each as long as before; without calls, by more of it per event.</param>
/// <param name="PerCall">By longer calls; null for what is not made of calls.</param>
public readonly record struct AddedParts(double Volume, double PerEvent, double? PerCall)
{
    /// <summary>The whole: its parts added up from the left, to the last bit.</summary>
    public double Difference => Volume + PerEvent + (PerCall ?? 0);

    /// <summary>Of something that events take without calls in between.</summary>
    /// <param name="before">Events per second, and how much of it one takes.</param>
    /// <param name="now">The same, now.</param>
    internal static AddedParts Of((double Events, double PerEvent) before, (double Events, double PerEvent) now)
    {
        if (before.Events == 0 || now.Events == 0)
            return new AddedParts((now.Events * now.PerEvent) - (before.Events * before.PerEvent), 0, null);
        return new AddedParts((now.Events - before.Events) * before.PerEvent, now.Events * (now.PerEvent - before.PerEvent), null);
    }

    /// <summary>Of time that is spent in calls.</summary>
    /// <param name="before">Events per second, calls per event, and time per event.</param>
    /// <param name="now">The same, now.</param>
    internal static AddedParts Of((double Events, double Calls, double Time) before, (double Events, double Calls, double Time) now)
    {
        AddedParts two = Of((before.Events, before.Time), (now.Events, now.Time));
        bool isOneSided = before.Events == 0 || now.Events == 0 || before.Calls == 0 || now.Calls == 0;
        if (isOneSided)
            return two with { PerCall = 0 };
        double perCallBefore = before.Time / before.Calls;
        return two with
        {
            PerEvent = now.Events * (now.Calls - before.Calls) * perCallBefore,
            PerCall = now.Events * (now.Time - (now.Calls * perCallBefore)),
        };
    }
}
