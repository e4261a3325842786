namespace Pipeline.Shop;

/// <summary>Which version's code answers: the body of <c>/control/version</c>.</summary>
/// <param name="Version"><c>A</c>, or <c>B</c> with the nested serialization.</param>
internal sealed record DeployedVersion(string Version);
