using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Chaos.Toxiproxy.Json;

/// <summary>A request that is answered with an error: <c>{"error":…,"status":…}</c>.</summary>
[SuppressMessage("Design", "CA1064", Justification = "It never leaves the assembly.")]
internal sealed class ApiErrorException(int status, string text) : Exception(text)
{
    public int Status => status;

    /// <summary>The position in the body, in bytes, of the value that is refused; null if it is not a single one.</summary>
    public int? Offset { get; init; }

    public static ApiErrorException BadBody(string reason, int? offset = null) =>
        new(400, $"bad request body: {reason}") { Offset = offset };

    /// <summary>The same error with a position, unless it already has a more exact one.</summary>
    public ApiErrorException At(int offset) => Offset is null ? new(Status, Message) { Offset = offset } : this;
}
