using System.Text.RegularExpressions;

namespace Pipeline.Deploy.Tests;

/// <summary>Images are pinned: the same files start the same programs tomorrow.</summary>
public sealed partial class ImageTests
{
    private static readonly string[] s_images =
    [
        .. Yaml.Load("deploy/compose/compose.yaml")["services"].Members().Select(service => service.Value!["image"].Text())
            .Concat(Manifests.Containers.Select(container => container.Image).Where(image => image != "pipeline"))
            .Concat(BaseImage().Matches(Repository.Read("deploy/Containerfile")).Select(match => match.Groups[1].Value))
            .Distinct(StringComparer.Ordinal),
    ];

    public static TheoryData<string> Images => [.. s_images];

    [Theory]
    [MemberData(nameof(Images))]
    public void Image_Tag_IsAWholeVersion(string image) => Assert.Matches(@"^[\w./-]+:v?\d+\.\d+\.\d+(?:-[\w.-]+)?$", image);

    [Fact]
    public void Images_OfOneProgram_HaveOneVersion() =>
        Assert.All(
            s_images.GroupBy(image => image.Split(':')[0], StringComparer.Ordinal),
            versions => Assert.Single(versions));

    [Fact]
    public void Image_OfTheSilo_HasTheVersionThatIsBuilt()
    {
        string version = Version().Match(Repository.Read("Directory.Build.props")).Groups[1].Value;
        Assert.Contains($"ARG VERSION={version}", Repository.Read("deploy/Containerfile"), StringComparison.Ordinal);
        Assert.Contains($"newTag: {version}", Repository.Read("deploy/kubernetes/base/kustomization.yaml"), StringComparison.Ordinal);
        Assert.Contains($"image: pipeline:{version}", Repository.Read("deploy/compose/compose.yaml"), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"(?m)^ARG \w+_IMAGE=(\S+)$")]
    private static partial Regex BaseImage();

    [GeneratedRegex("<Version>(.+)</Version>")]
    private static partial Regex Version();
}
