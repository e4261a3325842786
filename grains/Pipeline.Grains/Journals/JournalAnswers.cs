using Pipeline.Grains.Abstractions.Alerting;

namespace Pipeline.Grains.Journals;

/// <summary>What is answered about a change whose entry was not written.</summary>
internal static class JournalAnswers
{
    /// <param name="status">Anything but <see cref="JournalStatus.Done"/>.</param>
    public static ChangeAnswer<T> Refuse<T>(this JournalStatus status)
        where T : class => status == JournalStatus.Overloaded
            ? Packed.Refused<T>(ChangeStatus.Overloaded, "The event log's queue is full.")
            : Packed.Refused<T>(ChangeStatus.Unavailable, "Whether the change is durable is not known: what it is of is being brought back from the log.");
}
