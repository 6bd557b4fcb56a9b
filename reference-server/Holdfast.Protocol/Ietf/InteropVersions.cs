using System.Diagnostics.CodeAnalysis;
using Holdfast.Protocol.StructuredFields;

namespace Holdfast.Protocol.Ietf;

/// <summary>
/// The interop versions of the draft that are spoken here, side by side. Each row says what changed against the one before it, so that
/// the table reads as the draft's history. Interop version 2 (client-chosen tokens) was never seen alive and is not here.
/// </summary>
public static class InteropVersions
{
    private static readonly InteropVersion V3 = new()
    {
        Number = 3,
        Drafts = "-01",
        SaysIncomplete = true,
        CompletesByDefault = true,
        RequiresOffsetInAnswers = true,
        RefusesExtraFields = true,
        IncompleteAppendStatus = 201,
    };

    private static readonly InteropVersion V4 = V3 with { Number = 4, Drafts = "-02", SaysIncomplete = false };

    private static readonly InteropVersion V5 = V4 with { Number = 5, Drafts = "-03", TellsProgress = true };

    private static readonly InteropVersion V6 = V5 with
    {
        Number = 6,
        Drafts = "-04, -05",
        RequiresMediaType = true,
        LengthUse = UploadLengthUse.Creation,
        LifetimeKey = UploadLimitKeys.Expires,
        RefusesAfterCompletion = true,
        HasDigests = true,
        HasOffsetProblem = true,
        HasCompletedProblem = true,
    };

    private static readonly InteropVersion V7 = V6 with
    {
        Number = 7,
        Drafts = "-06, -07, -08",
        CompletesByDefault = false,
        RequiresOffsetInAnswers = false,
        RefusesExtraFields = false,
        LengthUse = UploadLengthUse.CreationAndAppend,
        LifetimeKey = UploadLimitKeys.MaxAge,
        IncompleteAppendStatus = 204,
        SaysIncompleteOnErrors = true,
        AnswersAsTarget = true,
        HasLengthProblem = true,
    };

    // Four texts share this number. Retrieval by GET is only in the last of them (the editor's copy); nothing in the others forbids it.
    private static readonly InteropVersion V8 = V7 with
    {
        Number = 8,
        Drafts = "-09, -10, -11",
        RequiresLimits = true,
        RetrievesByGet = true,
        ExcessKills = true,
    };

    private static readonly InteropVersion V9 = V8 with
    {
        Number = 9,
        Drafts = "-12",
        ExplainsEveryLimit = true,
        LimitsContentOfCreation = true,
        RequiresWholeLength = true,
        RefusesAfterCompletion = false,
        HasDigests = false,
        HasCompletedProblem = false,
    };

    // Length and completeness became optional in the answer to a retrieval; they are still sent.
    private static readonly InteropVersion V10 = V9 with { Number = 10, Drafts = "-13" };

    /// <summary>All of them, oldest first.</summary>
    public static IReadOnlyList<InteropVersion> All { get; } = [V3, V4, V5, V6, V7, V8, V9, V10];

    /// <summary>The newest, whose rules are taken for the final RFC's.</summary>
    public static InteropVersion Newest => All[^1];

    /// <summary>
    /// Reads <c>Upload-Draft-Interop-Version</c>, its lines joined with commas. False when it is missing, no integer item, or names a
    /// version that is not spoken here; the request is then an ordinary one (draft, Draft Version Identification).
    /// </summary>
    public static bool TryParse(string? field, [NotNullWhen(true)] out InteropVersion? version)
    {
        var number = StructuredField.TryParseItem(field, out var item) && item.Value is BareItem.Integer integer ? integer.Value : 0;
        version = number >= V3.Number && number <= V10.Number ? All[(int)number - V3.Number] : null;
        return version is not null;
    }
}
