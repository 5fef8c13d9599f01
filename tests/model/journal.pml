/* One intention, one payment, one clip: the journal's rules, for two owners of the same intentions.
 *
 * The owners are programs on any machines. Each may crash between any two steps, and starts again. A lease may end at
 * any moment: leases decide who asks, never what is safe. The requests of all intentions are equal, so that nothing but
 * the journal can tell their rows in the records apart. One time alone is modelled: landed() stands for
 * records_settle, after which each request that left has its row. Checking the lease and sending are one step here: what
 * a freeze between the two can do stays open, and docs say so.
 *
 * Checked: never more payments than intentions; every intention ends, with a clip or, without permission, as uncertain;
 * uncertain only where the records have no row; each record belongs to one intention. Every run is finite, because
 * crashes, ended leases and losses are bounded: that every intention ends is that no run ends elsewhere.
 *
 *   INTENTIONS, TROUBLES how many intentions; how many crashes, ended leases, losses
 *   PERMISSION           accept_paying_twice says yes
 *   NO_EPOCH             mutation: leaving is committed without its epoch
 *   NO_LAST_CHECK        mutation: the lease is not checked again before the body leaves
 *   RECORD_OF_TWO        mutation: two intentions may own one record
 *   RECORDS_NOT_ASKED    mutation: a request that may have left is not looked for
 */
#ifndef INTENTIONS
#define INTENTIONS 2
#endif
#ifndef TROUBLES
#define TROUBLES 1
#endif
#define ROWS 3
#define NOBODY 255

mtype = { fresh, begun, leaving, submitted, ended, uncertain };

typedef Entry {
  mtype state = fresh;
  byte epoch = 0;       /* of the present owner */
  byte left_epoch = 0;  /* of the owner whose request may have left */
  bool lease = false;
  bool worked_on = false; /* its owner lives: known to the model alone */
};
Entry entry[INTENTIONS];

byte rows = 0;            /* payments: the service makes a clip, and a row, for each */
bool visible[ROWS];       /* a row lands later than its request */
byte owner_of[ROWS];      /* which intention owns the record */

byte crashes = TROUBLES;
byte stalls = TROUBLES;          /* leases that end though their owner lives */
byte losses = TROUBLES;          /* requests, answers and refusals of the network */

inline may_crash() {
  if
  :: atomic { crashes > 0 -> crashes--; if :: entry[i].epoch == mine -> entry[i].worked_on = false :: else fi; goto again }
  :: true
  fi
}

#define landed() (rows == 0 || visible[0]) && (rows <= 1 || visible[1]) && (rows <= 2 || visible[2])

#define has_clip(i) (owner_of[0] == i || owner_of[1] == i || owner_of[2] == i)

/* A record belongs to one intention. */
inline own(r, yes) {
#ifdef RECORD_OF_TWO
  yes = true;
#else
  yes = owner_of[r] == NOBODY || owner_of[r] == i;
#endif
  if
  :: yes -> assert(owner_of[r] == NOBODY || owner_of[r] == i); owner_of[r] = i
  :: else
  fi
}

proctype Owner() {
  byte i = 0, mine = 0, r = 0;
  bool yes;

again:
  i = 0;
  mine = 0;
next:
  if
  :: i == INTENTIONS -> goto done
  :: else
  fi;

/* begin(): mine, with an epoch | in flight elsewhere: wait | ended before */
begin:
  atomic {
    if
    :: entry[i].state == ended || entry[i].state == uncertain -> i++; goto next
    :: entry[i].state == fresh || ((entry[i].state == begun || entry[i].state == leaving ||
                                    entry[i].state == submitted) && !entry[i].lease) ->
         entry[i].epoch++;
         mine = entry[i].epoch;
         entry[i].lease = true;
         entry[i].worked_on = true;
         if
         :: entry[i].state == leaving -> goto find
         :: entry[i].state == submitted -> goto fetch
         :: else -> entry[i].state = begun
         fi
    fi
  }

  may_crash();

/* leaving(key, epoch): may leave | no longer yours */
leave:
  atomic {
    if
#ifdef NO_EPOCH
    :: entry[i].state == begun || entry[i].state == leaving ->
#else
    :: entry[i].state == begun && entry[i].epoch == mine ->
#endif
         entry[i].state = leaving;
         entry[i].left_epoch = mine
    :: else -> goto begin
    fi
  }

  may_crash();

/* The lease is checked again as the last thing before the request and its body leave. */
last_check:
  atomic {
    if
#ifndef NO_LAST_CHECK
    :: !(entry[i].lease && entry[i].epoch == mine) -> goto nothing_left
#endif
    :: losses > 0 -> losses--; goto nothing_left /* no connection, or a refusal: certainly nothing paid */
    :: losses > 0 -> losses--; goto lost         /* it left and never came */
#ifdef NO_LAST_CHECK
    :: true ->
#else
    :: entry[i].lease && entry[i].epoch == mine ->
#endif
         r = rows;
         owner_of[r] = NOBODY;
         rows++;
         assert(rows <= INTENTIONS)
    fi
  }

  may_crash();
  atomic {
    if
    :: losses > 0 -> losses--; goto lost /* the answer is lost */
    :: true
    fi
  }

/* submitted(): what an owner learns is always recorded, a stale one's, too */
  atomic {
    own(r, yes);
    if
    :: yes -> if :: entry[i].state != ended -> entry[i].state = submitted :: else fi
    :: else -> goto lost /* another intention with an equal request has adopted it: this one takes that one's */
    fi
  }
known:
  may_crash();

fetch:
  atomic {
    entry[i].state = ended;
    entry[i].worked_on = false;
    goto begin
  }

/* ended(none): its own epoch says that nothing left */
nothing_left:
  atomic {
    if
    :: entry[i].state == leaving && entry[i].left_epoch == mine -> entry[i].state = begun
    :: else
    fi;
    if
    :: entry[i].epoch == mine -> entry[i].lease = false; entry[i].worked_on = false
    :: else
    fi;
    goto begin
  }

lost:
  atomic {
    if
    :: entry[i].epoch == mine -> skip
    :: else -> goto begin /* whoever has taken it over asks */
    fi
  }

/* A request that may have left is looked for in the records. */
find:
  may_crash();
#ifdef PERMISSION
  landed() /* records_settle has passed: the reading begins after it */
#endif
  ;
  atomic {
    if
    :: entry[i].epoch != mine || entry[i].state == ended -> goto begin
    :: entry[i].epoch == mine && entry[i].state == begun -> goto leave /* a stale owner has reported none */
    :: entry[i].epoch == mine && entry[i].state == submitted -> goto fetch /* or its job's id */
    :: entry[i].epoch == mine && entry[i].state == leaving
    fi;
#ifndef RECORDS_NOT_ASKED
    r = 0;
    do
    :: r < rows && visible[r] ->
         own(r, yes);
         if
         :: yes -> entry[i].state = submitted; goto known
         :: else -> r++
         fi
    :: r < rows && !visible[r] -> r++
    :: r == rows -> break
    od;
#endif
#ifdef PERMISSION
    entry[i].epoch++;
    mine = entry[i].epoch;
    entry[i].state = begun;
    goto leave
#else
    for (r : 0 .. ROWS - 1) {
      assert(!visible[r] || owner_of[r] != NOBODY) /* uncertain only where the records have no row */
    }
    entry[i].state = uncertain;
    entry[i].worked_on = false;
    goto begin
#endif
  }
done:
  atomic {
    for (i : 0 .. INTENTIONS - 1) {
      assert(entry[i].state != ended || has_clip(i)); /* one clip */
#ifdef PERMISSION
      assert(entry[i].state == ended) /* none is left uncertain */
#endif
    }
  }
}

proctype Clock(byte i) {
end:
  do
  :: atomic { entry[i].lease && !entry[i].worked_on -> entry[i].lease = false }
  :: atomic { entry[i].lease && stalls > 0 -> stalls--; entry[i].lease = false }
  od
}

proctype Service() {
end:
  do
  :: atomic { rows > 0 && !visible[0] -> visible[0] = true }
  :: atomic { rows > 1 && !visible[1] -> visible[1] = true }
  :: atomic { rows > 2 && !visible[2] -> visible[2] = true }
  od
}

init {
  atomic {
    byte k = 0;
    do :: k < ROWS -> owner_of[k] = NOBODY; k++ :: else -> break od;
    run Owner(); run Owner(); run Clock(0);
#if INTENTIONS > 1
    run Clock(1);
#endif
    run Service()
  }
}
