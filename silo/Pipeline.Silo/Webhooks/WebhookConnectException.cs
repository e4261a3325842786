namespace Pipeline.Silo.Webhooks;

/// <summary>No connection was made.</summary>
/// <param name="message">Why, for people.</param>
/// <param name="isRefusedHere">Whether it was not even tried, since the address is none that may be sent to.</param>
internal sealed class WebhookConnectException(string message, bool isRefusedHere) : IOException(message)
{
    public bool IsRefusedHere { get; } = isRefusedHere;
}
