namespace Pipeline.Core.Endpoints;

/// <summary>What became of the places of an <see cref="AgeingNameTable"/> after one entry.</summary>
/// <param name="Replaced">Places that a name outgrew its holder for.</param>
/// <param name="Freed">Places whose holder had not been seen for so long that any name could have them.</param>
/// <param name="Blocked">1 if a name was due a place and there was no number for it, else 0.</param>
internal readonly record struct PlaceChanges(int Replaced, int Freed, int Blocked);
