using Pipeline.Grains.Abstractions;
using Pipeline.Simulation.Tests.Traffic;

namespace Pipeline.Simulation.Tests.Clients;

/// <summary>A send that has no answer yet.</summary>
/// <param name="Section">What was sent.</param>
/// <param name="Answer">Completes with what the grain says, or fails as a call may.</param>
/// <param name="IsDamaged">Whether other bytes than the section's were sent.</param>
/// <param name="WasInFlight">Whether another send of the same section had no answer then.</param>
/// <param name="IsRepeat">Whether it had been sent before.</param>
internal sealed record OpenCall(SentSection Section, Task<AppendAnswer> Answer, bool IsDamaged, bool WasInFlight, bool IsRepeat);
