namespace Pipeline.Client.AspNetCore;

/// <summary>Metadata of an endpoint whose requests are not recorded.</summary>
internal sealed class NotRecorded
{
    public static readonly NotRecorded Instance = new();
}
