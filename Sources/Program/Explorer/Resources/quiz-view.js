// The fifth view: who tells written and generated digits apart, the player or the discriminator?
'use strict';

const QUIZ_COUNT = 20;
// So many at least of each kind, or sensitivity and specificity would say nothing.
const FEWEST_OF_A_KIND = 6;

/** A game of 20 digits. */
class QuizView {
  constructor(explorer) {
    this.explorer = explorer;
    find('say-real').onclick = () => this.say(false);
    find('say-generated').onclick = () => this.say(true);
    find('quiz-again').onclick = () => this.begin();
    document.addEventListener('keydown', (event) => {
      if (find('view-quiz').hidden || event.ctrlKey || event.metaKey || event.altKey) return;
      const key = event.key.toLowerCase();
      if (key === 'w' || key === 'g') this.say(key === 'g');
    });
  }

  show() {
    if (!this.digits || this.epoch !== this.explorer.epoch) this.begin();
  }

  async begin() {
    const { explorer } = this;
    this.epoch = explorer.epoch;
    this.digits = undefined;
    find('quiz-game').hidden = false;
    find('quiz-result').hidden = true;
    find('quiz-answer').textContent = '';
    const most = Math.min(explorer.realImages.length, QUIZ_COUNT - FEWEST_OF_A_KIND);
    const fewest = Math.min(most, FEWEST_OF_A_KIND);
    const realCount = fewest + Math.floor(Math.random() * (most - fewest + 1));
    const digits = shuffled(explorer.realImages).slice(0, realCount)
      .map((image) => ({ image, isGenerated: false }));
    const seed = BigInt(crypto.getRandomValues(new Uint32Array(1))[0]);
    while (digits.length < QUIZ_COUNT) {
      const latent = sampleLatent(seed, digits.length, explorer.data.dimension);
      digits.push({ image: (await explorer.generate(latent)).image, isGenerated: true });
    }
    for (const digit of digits) {
      // Both as pictures have them, or the steps of written digits would give them away.
      digit.image = digit.image.map((value) => Math.round(255 * value) / 255);
      digit.isTakenForGenerated = (await explorer.host.ask({ image: digit.image })).logit < 0;
    }
    if (this.epoch !== explorer.epoch) return;
    this.digits = shuffled(digits);
    this.answers = [];
    this.showDigit();
  }

  showDigit() {
    find('quiz-number').textContent = `Digit ${this.answers.length + 1} of ${QUIZ_COUNT}`;
    paint(find('quiz-image'), this.digits[this.answers.length].image);
  }

  say(isGenerated) {
    if (!this.digits || this.answers.length === QUIZ_COUNT) return;
    const digit = this.digits[this.answers.length];
    this.answers.push(isGenerated);
    const kind = digit.isGenerated ? 'generated' : 'written';
    const right = (answer) => (answer === digit.isGenerated ? 'right' : 'wrong');
    find('quiz-answer').textContent =
      `It was ${kind}: you were ${right(isGenerated)}, the discriminator ${right(digit.isTakenForGenerated)}.`;
    if (this.answers.length < QUIZ_COUNT) this.showDigit();
    else this.showResult();
  }

  showResult() {
    const players = [this.answers, this.digits.map((digit) => digit.isTakenForGenerated)]
      .map((answers) => score(this.digits.map((digit) => digit.isGenerated), answers));
    const row = (name, value) => make('tr', {}, make('th', { scope: 'row', textContent: name }),
      ...players.map((player) => make('td', { textContent: value(player) })));
    const share = (part, whole) => `${part} of ${whole} (${Math.round((100 * part) / whole)} %)`;
    find('quiz-table').replaceChildren(
      row('Right', (p) => share(p.found + p.spared, QUIZ_COUNT)),
      row('Sensitivity: generated ones found', (p) => share(p.found, p.generated)),
      row('Specificity: written ones let through', (p) => share(p.spared, p.written)));
    find('quiz-review').replaceChildren(...this.digits.map((digit, i) => {
      const kind = digit.isGenerated ? 'generated' : 'written';
      const isRight = this.answers[i] === digit.isGenerated;
      return make('li', {}, digitCanvas(digit.image, `Digit ${i + 1}, ${kind}`), `${kind} ${isRight ? '✓' : '✗'}`);
    }));
    find('quiz-game').hidden = true;
    find('quiz-result').hidden = false;
    find('quiz-again').focus();
  }
}

/** How often the generated ones were found and the written ones spared. */
function score(areGenerated, answers) {
  const count = (test) => areGenerated.filter((isGenerated, i) => test(isGenerated, answers[i])).length;
  return {
    generated: count((isGenerated) => isGenerated),
    written: count((isGenerated) => !isGenerated),
    found: count((isGenerated, answer) => isGenerated && answer),
    spared: count((isGenerated, answer) => !isGenerated && !answer),
  };
}

/** The elements in an order that chance gives. */
function shuffled(elements) {
  const order = [...elements];
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
