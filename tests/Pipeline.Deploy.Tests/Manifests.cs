using k8s;
using k8s.Models;

namespace Pipeline.Deploy.Tests;

/// <summary>What is applied to a Kubernetes cluster, as its own types; members that they do not have are refused.</summary>
internal static class Manifests
{
    public static IReadOnlyList<string> Files { get; } =
        [.. Repository.Find("deploy/kubernetes", "*.yaml").Where(file => Path.GetFileName(file) != "kustomization.yaml" && !file.Contains("/monitoring/", StringComparison.Ordinal))];

    public static IReadOnlyList<object> All { get; } = [.. Files.SelectMany(file => KubernetesYaml.LoadAllFromString(Repository.Read(file), null, strict: true))];

    public static IReadOnlyList<V1StatefulSet> StatefulSets { get; } = [.. All.OfType<V1StatefulSet>()];

    public static V1StatefulSet Silos { get; } = StatefulSets.Single(set => set.Name() == "pipeline-silo");

    public static V1Container Silo { get; } = Silos.Spec.Template.Spec.Containers.Single();

    public static IReadOnlyList<V1Container> Containers { get; } = [.. StatefulSets.SelectMany(set => set.Spec.Template.Spec.Containers)];
}
