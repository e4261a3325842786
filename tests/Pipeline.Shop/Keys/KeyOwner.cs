namespace Pipeline.Shop.Keys;

/// <summary>For whom an answer is kept.</summary>
/// <param name="Plan"><c>free</c> or <c>premium</c>.</param>
/// <param name="User">The user where the answer is personal, else 0.</param>
internal sealed record KeyOwner(string Plan, int User);
