using Holdfast.Protocol.Tus;
using Holdfast.Server.Core;
using Holdfast.Server.Replies;
using Holdfast.Server.Stores;

namespace Holdfast.Server.Hooks;

/// <summary>The meaning of a hook's response, which is checked before it has an effect.</summary>
internal static class HookDecisions
{
    // They belong to the connection and to the length of the content, which the server writes.
    private static readonly HashSet<string> Framing = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Content-Length", "Keep-Alive", "Trailer", "Transfer-Encoding", "Upgrade",
    };

    // tusd sets its own values of these after those of pre-create.
    private static readonly HashSet<string> OfServer = new(StringComparer.OrdinalIgnoreCase) { "Location", TusHeaders.UploadOffset };

    /// <exception cref="HookException">The response asks for what no HTTP response or upload can have.</exception>
    public static Decision Of(HookType type, HookResponse response)
    {
        var isRejected = type switch
        {
            HookType.PreCreate => response.RejectUpload,
            HookType.PreTerminate => response.RejectTermination,
            HookType.PreAccess => response.RejectAccess,
            _ => false,
        };
        var keepsOwn = type == HookType.PreCreate && !isRejected;
        return new Decision(
            isRejected,
            AnswerOf(response, keepsOwn),
            type == HookType.PreCreate && response.ChangeFileInfo is { } changes ? ChangesOf(changes) : null);
    }

    /// <summary>The additions to the client's response; null for none.</summary>
    public static UploadAnswer? AnswerOf(HookResponse response, bool keepsOwn = false) =>
        response.HttpResponse is { } wished ? AnswerOf(wished, keepsOwn) : null;

    /// <summary>Both, where the later one's values win.</summary>
    public static Decision Merge(Decision earlier, Decision later) => new(
        earlier.IsRejected || later.IsRejected, UploadAnswer.Merge(earlier.Answer, later.Answer), Merge(earlier.Changes, later.Changes));

    private static UploadAnswer AnswerOf(HookHttpResponse wished, bool keepsOwn) => new()
    {
        Status = wished.StatusCode switch
        {
            0 => null,
            >= 200 and <= 599 => wished.StatusCode,
            var other => throw new HookException(
                $"HTTPResponse.StatusCode is '{other}', but a response needs a status from 200 to 599. Change the hook."),
        },
        Body = string.IsNullOrEmpty(wished.Body) ? null : wished.Body,
        Fields = FieldsOf(wished, keepsOwn),
    };

    private static UploadChanges? Merge(UploadChanges? earlier, UploadChanges? later) =>
        earlier is null ? later
        : later is null ? earlier
        : new UploadChanges
        {
            Id = later.Id ?? earlier.Id, Metadata = later.Metadata ?? earlier.Metadata, Storage = later.Storage ?? earlier.Storage,
        };

    private static Dictionary<string, string> FieldsOf(HookHttpResponse wished, bool keepsOwn)
    {
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in wished.Fields)
        {
            if (!FieldText.IsName(name) || !FieldText.IsSendable(value ?? ""))
            {
                throw new HookException(
                    $"HTTPResponse.Header has '{name}: {value}', which HTTP can't carry. Use a token as the name and printable ASCII "
                    + "as the value.");
            }

            if (!Framing.Contains(name) && !(keepsOwn && OfServer.Contains(name)))
            {
                fields[name] = value ?? "";
            }
        }

        return fields;
    }

    private static UploadChanges ChangesOf(HookChanges wished) => new()
    {
        Id = string.IsNullOrEmpty(wished.Id) ? null : wished.Id,
        Metadata = wished.MetaData is null ? null : MetadataOf(TextsOf(wished.MetaData)),
        Storage = wished.Storage is { Count: > 0 } storage ? TextsOf(storage) : null,
    };

    private static string MetadataOf(Dictionary<string, string> pairs)
    {
        var header = TusdInfo.Encode(pairs) ?? "";
        return UploadMetadata.TryParse(header, out var metadata) && metadata.Pairs.Count == pairs.Count
            ? header
            : throw new HookException(
                $"ChangeFileInfo.MetaData has the keys '{string.Join("', '", pairs.Keys)}', but a key can only be printable ASCII without "
                + "blanks and commas. Change the hook.");
    }

    private static Dictionary<string, string> TextsOf(IReadOnlyDictionary<string, string?> pairs) =>
        pairs.ToDictionary(pair => pair.Key, pair => pair.Value ?? "", StringComparer.Ordinal);
}
