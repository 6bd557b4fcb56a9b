using System.Text;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tests.Wire;

/// <summary>Reads literal bytes with the reader under test.</summary>
internal static class ResponseReading
{
    public static ResponseReader Of(string bytes, params int[] splits) =>
        new(new PiecewiseStream(Encoding.Latin1.GetBytes(bytes), splits), (_, _) => { });

    public static async Task<WireResponse> ReadAsync(string bytes, CancellationToken token, string method = "GET") =>
        (await Of(bytes).ReadAsync(method, token)).ShouldNotBeNull();

    public static string Text(this WireResponse response) => Encoding.Latin1.GetString(response.Body.Span);

    /// <summary>Everything that a response says, so that two can be compared.</summary>
    public static string Everything(this WireResponse response) =>
        $"{response.Version} {response.Status} {response.Reason} "
        + $"[{string.Join("|", response.Fields.Select(field => $"{field.Name}={field.Value}"))}] "
        + $"{response.Text()} {response.Complete} {string.Join(" ", response.Malformed)}";
}
