namespace Pipeline.Grains.Webhooks;

/// <summary>Under which address people reach this installation: links in messages begin with it.</summary>
public interface IPublicUrl
{
    /// <summary>An absolute URL without a slash at its end.</summary>
    string Value { get; }
}
