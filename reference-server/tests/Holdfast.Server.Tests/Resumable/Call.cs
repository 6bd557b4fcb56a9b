namespace Holdfast.Server.Tests.Resumable;

/// <summary>A request as an endpoint saw it.</summary>
internal sealed record Call(string Name, string Method, string Target, long? Length, string Content)
{
    public required IReadOnlyDictionary<string, string> Headers { get; init; }
}
