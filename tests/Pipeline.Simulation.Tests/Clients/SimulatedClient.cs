using Pipeline.EventLog;
using Pipeline.Grains.Abstractions;
using Pipeline.Simulation.Tests.Runs;
using Pipeline.Simulation.Tests.Traffic;

namespace Pipeline.Simulation.Tests.Clients;

/// <summary>All senders of a run: they send, repeat byte for byte until the answer is final, and hold the silo to every answer.</summary>
/// <remarks>Answers are looked at between turns, in the order of the calls, so nothing of the client needs a scheduler.</remarks>
internal sealed class SimulatedClient(Random random, Coverage coverage, Trace trace)
{
    private readonly List<SentSection> _waiting = [];
    private readonly List<SentSection> _sent = [];
    private readonly List<OpenCall> _open = [];

    /// <summary>Sections waiting to be sent, for the first time or again.</summary>
    public int WaitingCount => _waiting.Count;

    public int OpenCount => _open.Count;

    /// <summary>Every section that was ever sent.</summary>
    public IReadOnlyList<SentSection> Sent => _sent;

    public void Enqueue(SentSection section) => _waiting.Add(section);

    /// <summary>Sends one of the waiting sections, not always the oldest.</summary>
    public void SendOne(Func<string, IEndpointGrain> grains)
    {
        int index = random.Next(3) == 0 ? random.Next(_waiting.Count) : 0;
        if (index > 0)
            coverage.Count(Happening.SectionsReordered);
        SentSection section = _waiting[index];
        _waiting.RemoveAt(index);
        Send(section, grains(section.Endpoint));
    }

    /// <summary>Sends a section again that has an identity, whatever was answered.</summary>
    public void Repeat(Func<string, IEndpointGrain> grains)
    {
        if (_sent.Count == 0)
            return;
        // The latest ones are more likely to be in flight still.
        int index = random.Next(2) == 0 ? random.Next(_sent.Count) : Math.Max(0, _sent.Count - 1 - random.Next(4));
        SentSection section = _sent[index];
        if (section.Identity is null)
            return;
        coverage.Count(Happening.SectionRepeated);
        Send(section, grains(section.Endpoint));
    }

    /// <summary>Sends bytes that are no section of that endpoint: one bit is wrong, or the endpoint is.</summary>
    public void SendDamaged(SentSection section, IEndpointGrain grain)
    {
        byte[] bytes = [.. section.Bytes];
        bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        coverage.Count(Happening.SectionDamaged);
        trace.Note($"send damaged {section}");
        _open.Add(new OpenCall(section, grain.AppendAsync(new SectionAppend(bytes, section.Identity)), IsDamaged: true, false, false));
    }

    /// <summary>Looks at what was answered.</summary>
    public void Poll()
    {
        for (int index = 0; index < _open.Count;)
        {
            OpenCall call = _open[index];
            if (!call.Answer.IsCompleted)
            {
                index++;
                continue;
            }

            _open.RemoveAt(index);
            if (!call.IsDamaged)
                call.Section.OpenCalls--;
            if (call.Answer.IsCompletedSuccessfully)
                OnAnswer(call, call.Answer.Result);
            else
                OnFailure(call, call.Answer.Exception?.InnerException ?? new OperationCanceledException());
        }
    }

    private void Send(SentSection section, IEndpointGrain grain)
    {
        trace.Note($"send {section}{(section.OpenCalls > 0 ? ", in flight already" : "")}");
        bool isRepeat = section.IsSent;
        bool wasInFlight = section.OpenCalls > 0;
        if (!isRepeat)
            _sent.Add(section);
        section.IsSent = true;
        section.OpenCalls++;
        Task<AppendAnswer> answer = grain.AppendAsync(new SectionAppend(section.Bytes, section.Identity));
        _open.Add(new OpenCall(section, answer, IsDamaged: false, wasInFlight, isRepeat));
    }

    private void OnAnswer(OpenCall call, AppendAnswer answer)
    {
        SentSection section = call.Section;
        trace.Note($"answer {answer.Status} to {section}");
        trace.Mix((section.Number * 100L) + (long)answer.Status);
        SimulationFailure.Unless(
            call.IsDamaged == (answer.Status == SectionStatus.Invalid) || IsRefusalBeforeTheBytes(answer.Status),
            $"{section} was answered {answer.Status} ({answer.Detail}); damaged: {call.IsDamaged}.");
        switch (answer.Status)
        {
            case SectionStatus.Applied:
                coverage.Count(call.IsRepeat ? Happening.AppliedOnRepeat : Happening.Applied);
                OnAcknowledged(section);
                CheckAccepted(section, answer);
                break;
            case SectionStatus.Duplicate:
                coverage.Count(call.WasInFlight ? Happening.DuplicateOfSectionInFlight : Happening.AnsweredDuplicate);
                SimulationFailure.Unless(section.Identity is not null, $"{section} cannot be known as a duplicate.");
                OnAcknowledged(section);
                break;
            case SectionStatus.SequenceExpired:
                coverage.Count(Happening.SequenceExpired);
                Settle(section);
                break;
            case SectionStatus.SourceExpired:
                coverage.Count(Happening.SourceExpired);
                Settle(section);
                break;
            case SectionStatus.Invalid:
                coverage.Count(Happening.AnsweredInvalid);
                break;
            case SectionStatus.Overloaded:
                // Nothing was appended, so even a section without identity may be sent again.
                coverage.Count(Happening.AnsweredOverloaded);
                if (answer.Detail!.Contains("published", StringComparison.Ordinal))
                    coverage.Count(Happening.AppendRefusedForPublications);
                if (!call.IsDamaged)
                    SendAgain(section);
                break;
            case SectionStatus.Unavailable:
                coverage.Count(Happening.AnsweredUnavailable);
                if (!call.IsDamaged)
                    OnUnknown(section);
                break;
            default:
                throw new SimulationFailure($"{section} was answered {answer.Status} ({answer.Detail}).");
        }
    }

    private void OnFailure(OpenCall call, Exception exception)
    {
        trace.Note($"failure {exception.GetType().Name} of {call.Section}: {exception.Message}");
        trace.Mix(call.Section.Number);
        coverage.Count(exception switch
        {
            TimeoutException => Happening.CallTimedOut,
            Pipeline.Actors.SiloUnavailableException => Happening.CallLost,
            EventLogException or OperationCanceledException => Happening.ActivationFailed,
            _ => throw new SimulationFailure($"{call.Section} ended in {exception}"),
        });
        if (!call.IsDamaged)
            OnUnknown(call.Section);
    }

    private void OnAcknowledged(SentSection section)
    {
        section.Knowledge = Knowledge.Acknowledged;
        Settle(section);
        SimulationFailure.Unless(section.CountedEvents is not null, $"{section} was acknowledged, but the log does not have it.");
    }

    /// <summary>The answer names exactly the events that the model does not count.</summary>
    private static void CheckAccepted(SentSection section, AppendAnswer answer)
    {
        section.AcceptedCount = answer.AcceptedCount;
        SimulationFailure.Unless(
            answer.AcceptedCount == section.CountedEvents,
            $"{section}: {answer.AcceptedCount} events were reported as accepted, {section.CountedEvents} count.");
        int answered = answer.AcceptedCount + answer.EventRefusals.Length;
        SimulationFailure.Unless(
            answered == section.Events.Count, $"{section}: accepted and refused events are {answered}, sent were {section.Events.Count}.");
    }

    private void OnUnknown(SentSection section)
    {
        if (section.Knowledge == Knowledge.NotInLog)
            section.Knowledge = Knowledge.Unknown;
        if (section.Identity is not null)
            SendAgain(section);
        else
            Settle(section);
    }

    private void SendAgain(SentSection section)
    {
        if (!section.IsSettled && section.OpenCalls == 0 && !_waiting.Contains(section))
            _waiting.Add(section);
    }

    private void Settle(SentSection section)
    {
        section.IsSettled = true;
        _waiting.Remove(section);
    }

    /// <summary>A grain that is being brought back says so without a look at the bytes.</summary>
    private static bool IsRefusalBeforeTheBytes(SectionStatus status) => status == SectionStatus.Unavailable;
}
