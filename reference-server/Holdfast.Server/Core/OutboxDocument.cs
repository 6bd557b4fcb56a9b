using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Holdfast.Server.Stores;
using Microsoft.Net.Http.Headers;

namespace Holdfast.Server.Core;

/// <summary>A document of the outbox: a step that a request is about to take (the note), or one that has been taken (an event).</summary>
internal sealed record OutboxDocument
{
    /// <summary>The name of an upload's note; there is one at most. It comes before the events.</summary>
    public const string NoteName = "0-note";

    private const string ReceivedPrefix = "2-received-";

    // Secrets don't belong on a disk or in a bucket.
    private static readonly FrozenSet<string> Credentials = new[]
    {
        HeaderNames.Authorization, HeaderNames.ProxyAuthorization, HeaderNames.Cookie,
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The id of the event, or of the note, from which those of its events are made.</summary>
    public required string Id { get; init; }

    /// <summary>The server that wrote it, by a name that it has until it ends.</summary>
    public required string Server { get; init; }

    /// <summary>The step.</summary>
    public required TransitionKind Kind { get; init; }

    /// <summary>Why the upload is removed; null for any other step.</summary>
    public TerminationReason? Reason { get; init; }

    /// <summary>The upload after the step, or before it in a note.</summary>
    public required TusdInfo Upload { get; init; }

    /// <summary>Its offset, which a <see cref="TusdInfo"/> has for some uploads only.</summary>
    public required long Offset { get; init; }

    /// <summary>The request that caused it, without its credentials; null when none did.</summary>
    public RequestFacts? Request { get; init; }

    /// <summary>The name of an event. By their names, the events of one upload are in the order in which they happened.</summary>
    public static string NameOf(Transition past) => past.Kind switch
    {
        TransitionKind.Created => "1-created",
        TransitionKind.Received => ReceivedPrefix + past.Upload.Offset.ToString("d19", CultureInfo.InvariantCulture),
        TransitionKind.Finished => "3-finished",
        TransitionKind.Terminated => "4-terminated",
        var kind => throw new ArgumentOutOfRangeException(nameof(past), kind, "It isn't kept."),
    };

    /// <summary>The event says that bytes of one body are stored. Of several, only the last has to be delivered.</summary>
    public static bool IsReceived(string name) => name.StartsWith(ReceivedPrefix, StringComparison.Ordinal);

    public static OutboxDocument Of(Transition step, string id, string server) => new()
    {
        Id = id,
        Server = server,
        Kind = step.Kind,
        Reason = step.Reason,
        Upload = TusdInfo.Of(step.Upload with { Exchange = null }, step.Storage ?? new Dictionary<string, string>()),
        Offset = step.Upload.Offset,
        Request = step.Request is { } request
            ? request with
            {
                Fields = request.Fields.Where(field => !Credentials.Contains(field.Key)).ToDictionary(StringComparer.OrdinalIgnoreCase),
            }
            : null,
    };

    /// <exception cref="JsonException">It is no such document.</exception>
    public static OutboxDocument Parse(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, OutboxJson.Default.OutboxDocument) ?? throw new JsonException("It is null.");

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, OutboxJson.Default.OutboxDocument);

    public Transition ToTransition() => new(Kind, Upload.ToUpload(Upload.Id) with { Offset = Offset }, Request)
    {
        Reason = Reason,
        Storage = Upload.Storage is { Count: > 0 } storage ? storage : null,
        EventId = Id,
    };
}
