namespace Pipeline.Silo.Ingest;

/// <summary>Why a body was not read.</summary>
internal enum BodyRefusal
{
    None,
    TooLarge,
    Overloaded,
    Undecodable,
}
