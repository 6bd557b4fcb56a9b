using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Chaos.Toxiproxy.Server;

/// <summary>A request that is answered with an error: <c>{"error":…,"status":…}</c>.</summary>
[SuppressMessage("Design", "CA1064", Justification = "It never leaves the endpoint.")]
internal sealed class ApiErrorException(int status, string text) : Exception(text)
{
    public int Status => status;

    public static ApiErrorException BadBody(string reason) => new(400, $"bad request body: {reason}");
}
