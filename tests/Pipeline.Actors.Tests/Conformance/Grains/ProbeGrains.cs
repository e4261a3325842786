namespace Pipeline.Actors.Tests.Conformance.Grains;

/// <summary>Without attributes.</summary>
public sealed class ProbeGrain : ProbeGrainBase;

/// <summary>All calls interleave.</summary>
[Reentrant]
public sealed class ReentrantProbe : ProbeGrainBase;

/// <summary>Never collected.</summary>
[KeepAlive]
public sealed class LastingProbe : ProbeGrainBase;

/// <summary>Up to two activations of one identity.</summary>
[StatelessWorker(2)]
public sealed class WorkerProbe : ProbeGrainBase;

/// <summary>Collected after ten seconds.</summary>
[CollectionAgeLimit("00:00:10")]
public sealed class PatientProbe : ProbeGrainBase;
