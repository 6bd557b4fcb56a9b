using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Requirements;
using Holdfast.Conformance.Wire;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Tests.Engine;

public sealed class CheckListTests
{
    private readonly CheckList _checks = new();

    [TestCase(Verdict.Fail, "TUS-036")]
    [TestCase(Verdict.Warn, "TUS-029")]
    [TestCase(Verdict.Warn, "A-24")]
    [TestCase(Verdict.Warn, "TUS-053")]
    [TestCase(Verdict.Observe, "TUS-046")]
    [TestCase(Verdict.Observe, "TUS-158")]
    [TestCase(Verdict.Fail, "TUS-046", "TUS-029", "TUS-036")]
    [TestCase(Verdict.Warn, "A-24", "TUS-046")]
    public void A_broken_requirement_weighs_its_strongest_keyword(Verdict verdict, params string[] requirements)
    {
        _checks.Judge("status", "204", "200", holds: false, requirements).ShouldBeFalse();
        var check = _checks.ToRecords().ShouldHaveSingleItem();
        check.Verdict.ShouldBe(verdict);
        check.Requirements.ShouldBe(requirements);
        (check.Subject, check.Expected, check.Actual).ShouldBe(("status", "204", "200"));
    }

    [Test]
    public void A_rule_that_binds_the_client_cannot_fail_a_server()
    {
        _checks.Judge("POST without a length", "4xx", "201", holds: false, "TUS-067");
        _checks.ToRecords().ShouldHaveSingleItem().Verdict.ShouldBe(Verdict.Warn);
    }

    [TestCase(Verdict.Fail, "TUS-030")]
    [TestCase(Verdict.Fail, "TUS-001")]
    [TestCase(Verdict.Warn, "TUS-040")]
    [TestCase(Verdict.Warn, "TUS-036")]
    public void A_client_is_judged_by_the_rules_that_bind_clients_and_cannot_fail_one_that_binds_servers(
        Verdict verdict, string requirement)
    {
        var checks = new CheckList(judged: Role.Client);
        checks.Judge("what the client does", "this", "that", holds: false, requirement);
        checks.ToRecords().ShouldHaveSingleItem().Verdict.ShouldBe(verdict);
    }

    [Test]
    public void A_true_check_passes_a_fact_is_observed_and_an_unknown_is_inconclusive()
    {
        _checks.Judge("a", "1", "1", holds: true, "TUS-036").ShouldBeTrue();
        _checks.Observe("b", "2");
        _checks.Unknown("c", "3", "nothing", "TUS-036");
        _checks.ToRecords().Select(check => check.Verdict).ShouldBe([Verdict.Pass, Verdict.Observe, Verdict.Inconclusive]);
    }

    [TestCase("429", true)]
    [TestCase("503\r\nRetry-After: 1", true)]
    [TestCase("503", false)]
    [TestCase("500\r\nRetry-After: 1", false)]
    public void A_response_that_asks_to_try_again_later_neither_breaks_nor_fulfils_a_MUST(string answer, bool asks)
    {
        var line = answer.Contains('\r', StringComparison.Ordinal)
            ? answer.Replace("\r\n", " \r\n", StringComparison.Ordinal) : $"{answer} ";
        var exchange = new Exchange([], ResponseHead.Parse($"HTTP/1.1 {line}\r\n\r\n"), WireEnd.Open);
        _checks.Answered("PATCH", "204", exchange, "TUS-036").ShouldBe(!asks);
        _checks.Judge("PATCH", "204", exchange, holds: false, "TUS-036").ShouldBeFalse();
        _checks.Judge("PATCH", "no 204", exchange, holds: true, "TUS-036").ShouldBe(!asks);
        var ended = _checks.Broken("PATCH", "204", exchange, exchange.Outcome, ["TUS-036"]);
        ended.Verdict.ShouldBe(asks ? Verdict.Inconclusive : null);
        _checks.Accuse.ShouldBe(!asks);
        _checks.ToRecords().Select(check => check.Verdict).Distinct()
            .ShouldBe(asks ? [Verdict.Inconclusive] : [Verdict.Fail, Verdict.Pass]);
    }

    [Test]
    public void A_judgement_without_a_requirement_is_an_opinion() =>
        Should.Throw<ArgumentException>(() => _checks.Judge("the colour", "red", "blue", holds: true)).Message.ShouldStartWith(
            "The check of 'the colour' names no requirement.");

    [Test]
    public void A_judgement_by_an_unknown_requirement_is_a_defect() =>
        Should.Throw<KeyNotFoundException>(() => _checks.Judge("a", "1", "2", holds: false, "TUS-999"));
}
