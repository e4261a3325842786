namespace Pipeline.Client.Guarding;

/// <summary>The client changed how much detail it records.</summary>
/// <param name="Overhead">Share of the process's processor time that recording took, 0 to 1.</param>
/// <param name="Level">Steps down from what is configured, 0 to 3.</param>
/// <param name="Ceiling">The largest probability with which a call is kept in detail now, 0 to 1.</param>
public readonly record struct GuardChange(double Overhead, int Level, double Ceiling);
