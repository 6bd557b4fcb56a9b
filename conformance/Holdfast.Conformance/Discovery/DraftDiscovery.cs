using System.Globalization;
using Holdfast.Conformance.Fields;
using Holdfast.Conformance.Targets;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Discovery;

/// <summary>Finds out which interop versions of the IETF draft a target supports, by a creation without content in each.</summary>
internal static class DraftDiscovery
{
    /// <summary>A version that no draft has or will soon have: a server that accepts it does not read the field.</summary>
    private const int NoVersion = 999;

    // Fields that no response to an ordinary transfer has.
    private static readonly string[] Signs = ["Upload-Complete", "Upload-Incomplete", "Upload-Offset", "Upload-Limit"];

    public static async Task<DraftSupport> AskAsync(Target target, DiscoveryRequests requests, CancellationToken cancellationToken)
    {
        var url = WireUrl.Of(target.Url);
        var answers = new Dictionary<int, Exchange>();
        string? refused = null;
        foreach (var version in Interop.All.Append(NoVersion))
        {
            var (answer, step) = await AskAsync(version, url, requests, cancellationToken);
            if (answer is not null && IsDraft(answer))
            {
                answers.Add(version, answer);
            }

            // A target that refuses every version refuses the client; one that accepts some versions need not know the others.
            refused = answer is not null && Refusal.IsOneOfCreation(answer) ? Refusal.Of(target, step, answer) : refused;
        }

        var sendsInterim = answers.Values.Any(answer => answer.Interim.Any(interim => interim.Status == 104));
        return answers.Remove(NoVersion, out var blind)
            ? new DraftSupport { Versions = [Announced(blind) ?? Interop.Newest], SendsInterim = sendsInterim, ReadsVersion = false }
            : new DraftSupport
            {
                Versions = [.. answers.Keys.Order()], SendsInterim = sendsInterim, Refused = answers.Count == 0 ? refused : null,
            };
    }

    // A first upload: creation, HEAD, an append that completes it, and its deletion. Returns the creation's answer, or the refusal of what
    // followed.
    private static async Task<(Exchange? Answer, string Step)> AskAsync(
        int version, WireUrl url, DiscoveryRequests requests, CancellationToken cancellationToken)
    {
        const string Creation = "the first creation of an upload (POST)";
        var name = version.ToString(CultureInfo.InvariantCulture);
        var create = Interop.Completing(new WireRequest("POST", url.Target).With(Interop.Field, name), version, completes: false)
            .With("Content-Length", "0");
        var (answer, _) = await requests.SendAsync(create, url, cancellationToken);
        var location = answer is not null && IsDraft(answer)
            ? answer.Interim.Select(interim => interim.Fields["Location"]).Append(answer["Location"])
                .FirstOrDefault(given => given is not null)
            : null;
        if (location is null || url.Resolve(location) is not { } upload || upload.Authority != url.Authority)
        {
            return (answer, Creation);
        }

        WireRequest Ask(string method) => new WireRequest(method, upload.Target).With(Interop.Field, name);
        var append = Interop.Completing(Ask("PATCH"), version, completes: true)
            .With("Content-Type", "application/partial-upload").With("Upload-Offset", "0").WithBody("holdfast"u8.ToArray());
        var (head, _) = await requests.SendAsync(Ask("HEAD"), upload, cancellationToken);
        var (appended, _) = await requests.SendAsync(append, upload, cancellationToken);
        await requests.SendAsync(Ask("DELETE").With("Content-Length", "0"), upload, cancellationToken);
        return head is not null && Refusal.IsOne(head) ? (head, "HEAD of the first upload")
            : appended is not null && Refusal.IsOne(appended) ? (appended, "the first append (PATCH)")
            : (answer, Creation);
    }

    private static bool IsDraft(Exchange answer) =>
        answer.Interim.Any(interim => interim.Status == 104) || (answer.IsSuccess && Signs.Any(field => answer[field] is not null));

    private static int? Announced(Exchange answer) =>
        answer.Interim.Select(interim => StructuredField.Integer(interim.Fields.All(Interop.Field)))
            .FirstOrDefault(number => number is not null) is { } version
        && Interop.All.Contains((int)version) ? (int)version : null;
}
