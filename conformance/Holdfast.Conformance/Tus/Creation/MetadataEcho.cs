using Holdfast.Conformance.Fields;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.Creation;

/// <summary>Judges the metadata that HEAD returns after a creation.</summary>
internal static class MetadataEcho
{
    /// <summary>Judges that HEAD returns the pairs, in any order: tus 1.0.0 does not define "as specified by the client".</summary>
    public static async Task JudgeAsync(TusCase t, WireUrl url, string when, string metadata, params IReadOnlyList<string> requirements)
    {
        if (await HeadAsync(t, url, when, "the pairs that were sent", requirements) is not { } head)
        {
            return;
        }

        // Field values lose their outer blanks on the wire (RFC 9110, 5.5), so 'key ' cannot come back as such.
        var echo = Metadata.Echo(metadata.Trim(), head);
        t.Checks.Judge(
            $"Upload-Metadata of HEAD {when}", "the pairs that were sent", echo,
            echo is "byte for byte" or "the same pairs in the same order" or "the same pairs in another order", requirements);
    }

    /// <summary>Returns the response to HEAD. If HEAD is refused, the metadata is unknown, and this is recorded.</summary>
    public static async Task<Exchange?> HeadAsync(
        TusCase t, WireUrl url, string when, string expected, params IReadOnlyList<string> requirements)
    {
        var head = await t.HeadAsync(url);
        if (!head.IsSuccess)
        {
            t.Checks.Unknown($"Upload-Metadata of HEAD {when}", expected, head.Outcome, requirements);
            return null;
        }

        return head;
    }
}
