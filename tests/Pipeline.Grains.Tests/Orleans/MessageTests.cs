using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Pipeline.EventLog;
using Pipeline.Grains.Abstractions;

namespace Pipeline.Grains.Tests;

/// <summary>What grains are told and answer, and what they throw, can leave a silo.</summary>
public sealed class MessageTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    public void Dispose() => _services.Dispose();

    [Fact]
    public void Methods_OfEveryGrain_TakeAndAnswerWhatCanBeSerialized()
    {
        ICodecProvider codecs = _services.GetRequiredService<ICodecProvider>();
        Type[] grains = [.. typeof(IEndpointGrain).Assembly.GetTypes().Where(static type => type.IsInterface && type.IsAssignableTo(typeof(IAddressable)))];
        Assert.True(grains.Length >= 8, $"{grains.Length} grains.");
        Type[] travelling = [.. grains
            .SelectMany(static grain => grain.GetMethods())
            .SelectMany(static method => method.GetParameters().Select(static parameter => parameter.ParameterType).Append(ResultOf(method)))
            .Where(static type => type != typeof(void))
            .Distinct()];

        string[] missing = [.. travelling.Where(type => codecs.TryGetCodec(type) is null || codecs.TryGetDeepCopier(type) is null).Select(static type => type.ToString())];
        Assert.Empty(missing);
    }

    [Fact]
    public void Serialize_EventLogException_KeepsWhatItSaysAndWhatCallersDecideBy()
    {
        Serializer serializer = _services.GetRequiredService<Serializer>();
        EventLogException thrown = new(new StreamName("endpoint/a"), new Offset(7), "the entry is damaged.") { IsSuperseded = true, IsCellDamaged = true };

        EventLogException read = Assert.IsType<EventLogException>(serializer.Deserialize<Exception>(serializer.SerializeToArray<Exception>(thrown)));

        Assert.Equal(thrown.Message, read.Message);
        Assert.Equal((true, false, true), (read.IsSuperseded, read.IsStateLost, read.IsCellDamaged));
    }

    [Fact]
    public void Copy_SectionInTheSameSilo_CopiesNothing()
    {
        DeepCopier copier = _services.GetRequiredService<DeepCopier>();
        SectionAppend append = Sections.Append("/a", DateTimeOffset.UnixEpoch, 1);
        Assert.Same(append, copier.Copy(append));
    }

    private static Type ResultOf(MethodInfo method) =>
        method.ReturnType.IsGenericType ? method.ReturnType.GetGenericArguments()[0] : typeof(void);
}
