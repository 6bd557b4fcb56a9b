using System.Text.Json.Serialization;
using Holdfast.Conformance.Clients;

namespace Holdfast.Cli.Check.Clients;

/// <summary>The messages between the command and a client's process (docs/clients.md).</summary>
internal static class ClientMessage
{
    /// <summary>The task of the client.</summary>
    internal sealed record Task(string Endpoint, string File, string Protocol, int? ChunkSize)
    {
        public static Task Of(ClientTask task) => new(task.Endpoint.ToString(), task.File, task.Protocol, task.ChunkSize);
    }

    /// <summary>The result of the task.</summary>
    internal sealed record Report(string? Outcome, string? Error, string? Url)
    {
        /// <summary>The result; <see langword="null"/> when this is no report.</summary>
        public ClientResult? ToResult() => Outcome switch
        {
            "completed" => new ClientResult(ClientOutcome.Completed, Url: Url),
            "failed" => new ClientResult(ClientOutcome.GaveUp, Error ?? "without saying why", Url),
            _ => null,
        };
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ClientMessage.Task))]
[JsonSerializable(typeof(ClientMessage.Report))]
internal sealed partial class ClientJson : JsonSerializerContext;
