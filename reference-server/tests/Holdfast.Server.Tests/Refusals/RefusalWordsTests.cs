using Holdfast.Protocol.Tus;
using Holdfast.Server.Ietf;
using Holdfast.Server.Refusals;
using Holdfast.Server.Tus;

namespace Holdfast.Server.Tests;

/// <summary>The core refuses by kinds; each protocol has words for all that its requests can meet.</summary>
public sealed class RefusalWordsTests
{
    // Limits and digests of the draft, which no request of tus can break.
    private static readonly RefusalKind[] DraftOnly =
    [
        RefusalKind.UploadTooSmall, RefusalKind.AppendTooLarge, RefusalKind.AppendTooSmall, RefusalKind.InconsistentLength,
        RefusalKind.Completed, RefusalKind.DigestMismatch,
    ];

    private static IEnumerable<RefusalKind> All => Enum.GetValues<RefusalKind>();

    [Test]
    public void Tus_has_words_for_every_refusal_that_its_requests_can_meet() =>
        All.Except(DraftOnly).Select(kind => TusWords.Of(kind)).ShouldAllBe(error => IsComplete(error));

    [Test]
    public void The_draft_has_words_for_every_refusal() =>
        All.SelectMany(kind => new[] { IetfWords.Of(kind, upload: null), IetfWords.OfOrdinary(kind) })
            .ShouldAllBe(error => IsComplete(error));

    [Test]
    public void Words_name_what_the_client_named()
    {
        TusWords.Of(new Refusal(RefusalKind.UnknownPart) { Subject = "/files/x" }).Message.ShouldContain("'/files/x'");
        TusWords.Of(new Refusal(RefusalKind.TooManyParts) { Count = 7, Limit = 5 }).Message.ShouldContain("'7' parts, '5'");
        TusWords.Of(new Refusal(RefusalKind.ChecksumMalformed) { Subject = "md4" }).Message.ShouldContain("'md4'");
    }

    [Test]
    public void A_body_that_ends_early_and_is_not_kept_is_told_so()
    {
        var cut = TusWords.Of(new Refusal(RefusalKind.UnexpectedEof) { KeepsNothing = true });

        (cut.Code, cut.Status).ShouldBe(("ERR_UNEXPECTED_EOF", 400));
        cut.Message.ShouldContain("nothing of it is stored");
    }

    private static bool IsComplete(UploadError error) =>
        error.Code.StartsWith("ERR_", StringComparison.Ordinal) && error.Status is >= 400 and < 600 && error.Message.EndsWith('.');
}
