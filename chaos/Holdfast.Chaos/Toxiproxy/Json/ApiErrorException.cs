using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Chaos.Toxiproxy.Json;

/// <summary>A request that is answered with an error: <c>{"error":…,"status":…}</c>.</summary>
[SuppressMessage("Design", "CA1064", Justification = "It never leaves the endpoint.")]
internal sealed class ApiErrorException(int status, string text) : Exception(text)
{
    public int Status => status;

    /// <summary>The byte of the body at which the value begins that is refused; null if no single one is.</summary>
    public int? Offset { get; init; }

    public static ApiErrorException BadBody(string reason, int? offset = null) =>
        new(400, $"bad request body: {reason}") { Offset = offset };

    /// <summary>The same error with a place; a place that it has already is nearer.</summary>
    public ApiErrorException At(int offset) => Offset is null ? new(Status, Message) { Offset = offset } : this;
}
