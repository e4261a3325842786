using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using k8s.Models;

namespace Pipeline.Deploy.Tests;

/// <summary>Manifests fit Kubernetes' types, each other, and the program.</summary>
public sealed partial class KubernetesTests
{
    private static JsonNode Settings => Yaml.Load("deploy/kubernetes/base/kustomization.yaml")["configMapGenerator"]!.Elements().Single()["literals"]!;

    public static TheoryData<string> Kustomizations => [.. Repository.Find("deploy/kubernetes", "kustomization.yaml")];

    [Theory]
    [MemberData(nameof(Kustomizations))]
    public void Kustomization_Resources_AreTheFilesBesideIt(string path)
    {
        string folder = Path.GetDirectoryName(path)!;
        JsonNode kustomization = Yaml.Load(path);
        Assert.All(kustomization["resources"].Elements(), resource => Assert.True(Path.Exists(Repository.PathOf(Path.Combine(folder, resource.Text()))), resource.Text()));
        string[] beside = [.. Directory.EnumerateFiles(Repository.PathOf(folder), "*.yaml").Select(file => Path.GetFileName(file)).Where(file => file != "kustomization.yaml")];
        Assert.Empty(beside.Except(kustomization["resources"].Elements().Select(resource => resource.Text())));
    }

    [Fact]
    public void Manifests_EachFile_HasResources()
    {
        Assert.NotEmpty(Manifests.Files);
        Assert.True(Manifests.All.Count >= Manifests.Files.Count);
    }

    [Fact]
    public void Containers_Each_RunsWithoutRights()
    {
        Assert.All(Manifests.StatefulSets, set =>
        {
            Assert.True(set.Spec.Template.Spec.SecurityContext.RunAsNonRoot);
            Assert.Equal("RuntimeDefault", set.Spec.Template.Spec.SecurityContext.SeccompProfile.Type);
            Assert.False(set.Spec.Template.Spec.AutomountServiceAccountToken);
        });
        Assert.All(Manifests.Containers, container =>
        {
            Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
            Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
            Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
            Assert.Contains("memory", container.Resources.Limits.Keys);
        });
    }

    [Fact]
    public void Selectors_Each_FitsPods()
    {
        Assert.All(Manifests.StatefulSets, set => AssertWithin(set.Spec.Selector.MatchLabels, set.Spec.Template.Metadata.Labels));
        Assert.All(Manifests.All.OfType<V1Service>(), service => Assert.Contains(
            Manifests.StatefulSets, set => IsWithin(service.Spec.Selector, set.Spec.Template.Metadata.Labels)));
        Assert.All(Manifests.All.OfType<V1PodDisruptionBudget>(), budget => AssertWithin(budget.Spec.Selector.MatchLabels, Manifests.Silos.Spec.Template.Metadata.Labels));
        Assert.All(Manifests.All.OfType<V1NetworkPolicy>().Where(policy => policy.Spec.PodSelector.MatchLabels is not null), policy => Assert.Contains(
            Manifests.StatefulSets, set => IsWithin(policy.Spec.PodSelector.MatchLabels, set.Spec.Template.Metadata.Labels)));
    }

    [Fact]
    public void Services_NamedPorts_AreOfTheContainers()
    {
        string[] names = [.. Manifests.Containers.SelectMany(container => container.Ports).Select(port => port.Name)];
        Assert.All(Manifests.All.OfType<V1Service>().SelectMany(service => service.Spec.Ports), port => Assert.Contains(port.TargetPort.Value, names));
        Assert.All(Manifests.StatefulSets, set => Assert.Contains(Manifests.All.OfType<V1Service>(), service => service.Metadata.Name == set.Spec.ServiceName));
    }

    [Fact]
    public void Silo_Ports_AreThoseOfItsSettings()
    {
        Assert.Equal(Setting("Pipeline__Port"), PortOf("http"));
        Assert.Equal(Setting("Pipeline__Cluster__SiloPort"), PortOf("silo"));
        Assert.Equal(Setting("Pipeline__GatewayPort"), PortOf("gateway"));
    }

    [Fact]
    public void Silo_Address_IsThatOfItsPod() =>
        Assert.Equal("status.podIP", Manifests.Silo.Env.Single(variable => variable.Name == "Pipeline__Cluster__AdvertisedAddress").ValueFrom.FieldRef.FieldPath);

    [Fact]
    public void Silo_Probes_AskPathsThatThereAre()
    {
        string program = Repository.Read("silo/Pipeline.Silo/SiloApplication.cs");
        V1Probe[] probes = [Manifests.Silo.StartupProbe, Manifests.Silo.LivenessProbe, Manifests.Silo.ReadinessProbe];
        Assert.Equal(["/healthz", "/healthz", "/readyz"], probes.Select(probe => probe.HttpGet.Path));
        Assert.All(probes, probe => Assert.Contains($"MapGet(\"{probe.HttpGet.Path}\"", program, StringComparison.Ordinal));
        Assert.All(probes, probe => Assert.Equal("http", probe.HttpGet.Port.Value));
    }

    [Fact]
    public void Silo_Termination_LeavesTimeForTheStop()
    {
        TimeSpan stop = TimeSpan.Parse(Setting("Pipeline__StopTimeout"), CultureInfo.InvariantCulture);
        // Twenty seconds after that the silo ends itself.
        long needed = (long)stop.TotalSeconds + 20 + Manifests.Silo.Lifecycle.PreStop.Sleep.Seconds;
        Assert.True(Manifests.Silos.Spec.Template.Spec.TerminationGracePeriodSeconds > needed);
    }

    [Fact]
    public void Silo_Disruption_TakesOneAtATime() =>
        Assert.Equal("1", Manifests.All.OfType<V1PodDisruptionBudget>().Single().Spec.MaxUnavailable.Value);

    [Fact]
    public void Redis_Settings_AreThoseOfCompose() =>
        Assert.Equal(Repository.Read("deploy/compose/redis.conf"), Repository.Read("deploy/kubernetes/redis/redis.conf"));

    [Fact]
    public void Redis_Secret_IsWhatSilosAskFor()
    {
        JsonNode secret = Yaml.Load("deploy/kubernetes/redis/kustomization.yaml")["secretGenerator"]!.Elements().Single();
        V1SecretKeySelector asked = Manifests.Silo.Env.Single(variable => variable.Name == "Pipeline__Redis__Configuration").ValueFrom.SecretKeyRef;
        Assert.Equal(asked.Name, secret["name"].Text());
        string server = Manifests.All.OfType<V1Service>().Single(service => service.Metadata.Name == "pipeline-redis").Metadata.Name;
        Assert.Equal($"{asked.Key}={server}:6379", secret["literals"].Elements().Single().Text());
    }

    [Fact]
    public void Network_WithoutAPolicy_LetsNobodyIn()
    {
        V1NetworkPolicy all = Manifests.All.OfType<V1NetworkPolicy>().Single(policy => policy.Spec.PodSelector.MatchLabels is null);
        Assert.Equal(["Ingress", "Egress"], all.Spec.PolicyTypes);
        Assert.Null(all.Spec.Ingress);
        Assert.Null(all.Spec.Egress);
    }

    [Fact]
    public void Rules_ReadyPods_AreThoseOfTheSilos() =>
        Assert.All(
            PodPattern().Matches(Repository.Read("deploy/prometheus/pipeline.rules.yml")),
            match => Assert.Matches(match.Groups[1].Value, $"{Manifests.Silos.Metadata.Name}-0"));

    private static string Setting(string name) =>
        Settings.Elements().Select(literal => literal.Text().Split('=', 2)).Single(pair => pair[0] == name)[1];

    private static string PortOf(string name) =>
        Manifests.Silo.Ports.Single(port => port.Name == name).ContainerPort.ToString(CultureInfo.InvariantCulture);

    private static bool IsWithin(IDictionary<string, string> part, IDictionary<string, string> whole) =>
        part.All(label => whole.TryGetValue(label.Key, out string? value) && value == label.Value);

    private static void AssertWithin(IDictionary<string, string> part, IDictionary<string, string> whole) => Assert.True(IsWithin(part, whole));

    [GeneratedRegex("pod=~\"([^\"]+)\"")]
    private static partial Regex PodPattern();
}
