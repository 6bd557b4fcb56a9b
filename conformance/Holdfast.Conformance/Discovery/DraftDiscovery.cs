using System.Globalization;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Ietf;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Discovery;

/// <summary>Asks a target which interop versions of the IETF draft it speaks, by a creation without content in each.</summary>
internal static class DraftDiscovery
{
    /// <summary>No draft has it, and no later one will for long: whoever answers as if it did does not read the field.</summary>
    private const int NoVersion = 999;

    // What no answer to an ordinary transfer carries.
    private static readonly string[] Signs = ["Upload-Complete", "Upload-Incomplete", "Upload-Offset", "Upload-Limit"];

    public static async Task<DraftSupport> AskAsync(Target target, DiscoveryRequests requests, CancellationToken cancellationToken)
    {
        var url = WireUrl.Of(target.Url);
        var answers = new Dictionary<int, Exchange>();
        foreach (var version in Interop.All.Append(NoVersion))
        {
            if (await AskAsync(version, url, requests, cancellationToken) is { } answer)
            {
                answers.Add(version, answer);
            }
        }

        var sendsInterim = answers.Values.Any(answer => answer.Interim.Any(interim => interim.Status == 104));
        return answers.Remove(NoVersion, out var blind)
            ? new DraftSupport { Versions = [Announced(blind) ?? Interop.Newest], SendsInterim = sendsInterim, ReadsVersion = false }
            : new DraftSupport { Versions = [.. answers.Keys.Order()], SendsInterim = sendsInterim };
    }

    // The answer, if it is the draft's. What was created goes again at once.
    private static async Task<Exchange?> AskAsync(int version, WireUrl url, DiscoveryRequests requests, CancellationToken cancellationToken)
    {
        var name = version.ToString(CultureInfo.InvariantCulture);
        var create = Interop.Completing(new WireRequest("POST", url.Target).With(Interop.Field, name), version, completes: false).With("Content-Length", "0");
        var (answer, _) = await requests.SendAsync(create, url, cancellationToken);
        if (answer is null || !IsDraft(answer))
        {
            return null;
        }

        var location = answer.Interim.Select(interim => interim.Fields["Location"]).Append(answer["Location"]).FirstOrDefault(given => given is not null);
        if (location is not null && url.Resolve(location) is { } upload && upload.Authority == url.Authority)
        {
            await requests.SendAsync(new WireRequest("DELETE", upload.Target).With(Interop.Field, name).With("Content-Length", "0"), upload, cancellationToken);
        }

        return answer;
    }

    private static bool IsDraft(Exchange answer) =>
        answer.Interim.Any(interim => interim.Status == 104) || (answer.IsSuccess && Signs.Any(field => answer[field] is not null));

    private static int? Announced(Exchange answer) =>
        answer.Interim.Select(interim => StructuredField.Integer(interim.Fields.All(Interop.Field))).FirstOrDefault(number => number is not null) is { } version
        && Interop.All.Contains((int)version) ? (int)version : null;
}
