using Holdfast.Protocol.Ietf;

namespace Holdfast.Server.Tests;

/// <summary>The table against the version matrix of the facts, one row of that a test.</summary>
public sealed class InteropVersionsTests
{
    [Test]
    public void Eight_versions_stand_in_order()
    {
        InteropVersions.All.Select(version => version.Number).ShouldBe(Enumerable.Range(3, 8));
        InteropVersions.Newest.Number.ShouldBe(10);
        InteropVersions.All.Select(version => version.Drafts)
            .ShouldBe(["-01", "-02", "-03", "-04, -05", "-06, -07, -08", "-09, -10, -11", "-12", "-13"]);
    }

    [Test]
    public void Completeness_is_said_the_other_way_round_in_3() => Row(version => version.CompletenessField)
        .ShouldBe(["Upload-Incomplete", .. Enumerable.Repeat("Upload-Complete", 7)]);

    [TestCase(nameof(InteropVersion.SaysIncomplete), 3, 3)]
    [TestCase(nameof(InteropVersion.CompletesByDefault), 3, 6)]
    [TestCase(nameof(InteropVersion.RequiresMediaType), 6, 10)]
    [TestCase(nameof(InteropVersion.RequiresOffsetInAnswers), 3, 6)]
    [TestCase(nameof(InteropVersion.RefusesExtraFields), 3, 6)]
    [TestCase(nameof(InteropVersion.RetrievesByGet), 8, 10)]
    [TestCase(nameof(InteropVersion.HasLimits), 6, 10)]
    [TestCase(nameof(InteropVersion.RequiresLimits), 8, 10)]
    [TestCase(nameof(InteropVersion.ExplainsEveryLimit), 9, 10)]
    [TestCase(nameof(InteropVersion.LimitsContentOfCreation), 9, 10)]
    [TestCase(nameof(InteropVersion.SaysIncompleteOnErrors), 7, 10)]
    [TestCase(nameof(InteropVersion.AnswersAsTarget), 7, 10)]
    [TestCase(nameof(InteropVersion.ExcessKills), 8, 10)]
    [TestCase(nameof(InteropVersion.RequiresWholeLength), 9, 10)]
    [TestCase(nameof(InteropVersion.RefusesAfterCompletion), 6, 8)]
    [TestCase(nameof(InteropVersion.HasDigests), 6, 8)]
    [TestCase(nameof(InteropVersion.HasOffsetProblem), 6, 10)]
    [TestCase(nameof(InteropVersion.HasLengthProblem), 7, 10)]
    [TestCase(nameof(InteropVersion.HasCompletedProblem), 6, 8)]
    [TestCase(nameof(InteropVersion.TellsProgress), 5, 10)]
    public void A_rule_holds_from_one_version_to_another(string rule, int first, int last)
    {
        var property = typeof(InteropVersion).GetProperty(rule)!;

        InteropVersions.All.Where(version => (bool)property.GetValue(version)!).Select(version => version.Number)
            .ShouldBe(Enumerable.Range(first, last - first + 1));
    }

    [Test]
    public void Every_rule_is_in_the_row_above() =>
        typeof(InteropVersion).GetProperties().Count(property => property.PropertyType == typeof(bool))
        .ShouldBe(typeof(InteropVersionsTests).GetMethod(nameof(A_rule_holds_from_one_version_to_another))!.GetCustomAttributes(
            typeof(TestCaseAttribute), false).Length);

    [Test]
    public void Upload_Length_came_with_6_and_to_appends_with_7() => Row(version => version.LengthUse)
        .ShouldBe([.. Enumerable.Repeat(UploadLengthUse.None, 3), UploadLengthUse.Creation,
            .. Enumerable.Repeat(UploadLengthUse.CreationAndAppend, 4)]);

    [Test]
    public void The_lifetimes_key_changed_with_7() => Row(version => version.LifetimeKey)
        .ShouldBe([null, null, null, "expires", "max-age", "max-age", "max-age", "max-age"]);

    [Test]
    public void An_incomplete_append_is_201_before_7() => Row(version => version.IncompleteAppendStatus)
        .ShouldBe([201, 201, 201, 201, 204, 204, 204, 204]);

    [TestCase("3", 3)]
    [TestCase("10", 10)]
    [TestCase("08", 8)]
    [TestCase("8;x", 8)]
    [TestCase(" 8 ", 8)]
    [TestCase("2", null)]
    [TestCase("11", null)]
    [TestCase("-8", null)]
    [TestCase("999999999999999", null)]
    [TestCase("8.0", null)]
    [TestCase("\"8\"", null)]
    [TestCase("8, 9", null)]
    [TestCase("8,8", null)]
    [TestCase("", null)]
    [TestCase(null, null)]
    public void The_field_names_a_version_or_none(string? field, int? expected)
    {
        InteropVersions.TryParse(field, out var version).ShouldBe(expected is not null);

        version?.Number.ShouldBe(expected!.Value);
    }

    private static IEnumerable<T> Row<T>(Func<InteropVersion, T> rule) => InteropVersions.All.Select(rule);
}
