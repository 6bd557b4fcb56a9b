using System.Text;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Discovery;

/// <summary>A target that lets nobody in who comes as the run does: what it said, and which option helps.</summary>
internal static class Refusal
{
    /// <summary>How much of a body is shown: a sentence of an API, and not a page.</summary>
    private const int ShownBody = 160;

    /// <summary>Whether an answer refuses whoever asks, and not what is asked.</summary>
    public static bool IsOne(Exchange answer) => answer.Is(401, 403, 407, 429, 503);

    /// <summary>The same of a creation, which may have been sent to the wrong place, too.</summary>
    public static bool IsOneOfCreation(Exchange created) => IsOne(created) || created.Status is >= 300 and < 400;

    /// <summary>Says with what <paramref name="step"/> was answered, and what to do about it.</summary>
    public static string Of(Target target, string step, Exchange answer, WireUrl? upload = null) =>
        $"'{target.Name}' answered {step} with '{answer.Outcome}'{Body(answer)}. {Withheld(target, answer, upload) ?? Advice(target, answer)} Nothing was checked.";

    private static string? Withheld(Target target, Exchange answer, WireUrl? upload) => answer.Is(401, 403) && upload is not null && !target.ToCredentials().Trusts(upload)
        ? $"It names uploads on {upload.Origin}, and the header fields of --header were not sent to that other origin: --trust-origin {upload.Origin} sends them."
        : null;

    private static string Advice(Target target, Exchange answer) => answer.Status switch
    {
        >= 300 and < 400 when answer["Location"] is { Length: > 0 } location && WireUrl.Of(target.Url).Resolve(location) is { } elsewhere =>
            $"It points to '{elsewhere}': give that URL if uploads are created there, or credentials with --header if it is a login page.",
        401 or 403 or 407 when target.ToCredentials().Secrets.Count > 0 => "The credentials that were given with --header do not let anybody upload.",
        403 when target.Metadata.Count == 0 => "Give credentials with --header 'Authorization: Bearer …', or metadata that it demands with --metadata 'key=value'.",
        401 or 403 or 407 => "Give credentials with --header 'Authorization: Bearer …'.",
        404 or 405 => "Give the URL at which uploads are created, or uploads that you made with --upload-url.",
        429 or 503 => "It refuses so for now: try again later, or send fewer requests a second with --rate.",
        400 or 409 or 422 when target.Metadata.Count == 0 => "If it demands metadata of each upload, give it with --metadata 'key=value'.",
        >= 400 and < 500 => "Give what it demands with --header 'Name: value' or --metadata 'key=value', or uploads that you made with --upload-url.",
        null => $"Expected an answer within {target.Patience.TotalSeconds:0.#} s.",
        _ => "Look into its log, and try again when one upload works.",
    };

    private static string Body(Exchange answer)
    {
        var text = answer.Response is { Body.Length: > 0 } response ? Encoding.UTF8.GetString(response.Body.Span).Trim() : "";
        var shown = text.Length <= ShownBody ? text : string.Concat(text.AsSpan(0, ShownBody), " …");
        return shown.Length == 0 ? "" : $" and the body '{string.Join(' ', shown.Split(['\r', '\n', '\t', ' '], StringSplitOptions.RemoveEmptyEntries))}'";
    }
}
