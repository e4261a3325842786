using Pipeline.EventLog;

namespace Pipeline.Grains.Orleans;

[RegisterConverter]
internal sealed class EventLogExceptionConverter : IConverter<EventLogException, EventLogExceptionSurrogate>
{
    public EventLogException ConvertFromSurrogate(in EventLogExceptionSurrogate surrogate) => new(surrogate.Message)
    {
        IsStateLost = surrogate.IsStateLost,
        IsSuperseded = surrogate.IsSuperseded,
        IsCellDamaged = surrogate.IsCellDamaged,
    };

    public EventLogExceptionSurrogate ConvertToSurrogate(in EventLogException value) =>
        new(value.Message, value.IsStateLost, value.IsSuperseded, value.IsCellDamaged);
}
